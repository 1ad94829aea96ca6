/// The lines of a run that begin nothing: they belong to the product before them, or to none.
extension SlmgrRun {
    mutating func addToPart(_ line: TranscriptLine) {
        switch part {
        case .activation(var activation):
            let hadOutcome = activation.hasOutcome
            let error = hadOutcome ? furtherError(in: line, behind: activation) : nil
            if let item = error {
                // Another command's, or the product's own: nobody can tell, so both stand.
                if item.code != activation.item.code || item.code == nil { further.append(item) }
            } else {
                activation.add(line)
            }
            part = .activation(activation)
            if hadOutcome, error == nil { addLoose(line) }
        case .listing(var listing):
            if let item = SlmgrError.connection(in: line.text) ?? SlmgrError.plain(in: line.text) {
                endPart(isWhole: true)
                items.append(item)
                return
            }
            if Stranger.isHeading(line.text) { isAmongStrangers = true }
            listing.add(line)
            part = .listing(listing)
        case .none, .expiry:
            if let host = setsHost, items.isEmpty, line.text.lowercased().contains(host),
                Scan.codes(in: line.text).isEmpty
            {
                // Whatever the sentence is, it speaks of the host that was typed.
                var item = Transcript.Item(.slmgr, .settingMade)
                item.kmsHost = host
                items.append(item)
            } else if let item = error(in: line) {
                // The code again, within the advice of an error whose line the console has broken.
                let isRepeated = item.code == items.last?.code && !SlmgrError.isLed(in: line.text)
                guard !isRepeated else { return }
                if !isKnown, item.code?.isOfLicensing == false { doubtful.append(items.count) }
                items.append(item)
            } else if !isBehindOther, !items.isEmpty || (!isKnown && !runsScript),
                let item = SlmgrError.plain(in: line.text)
            {
                items.append(item)
            } else if case .expiry = part, Scan.numbers(in: line.text).count >= 3, !items.isEmpty {
                items[items.count - 1].isDatedExpiry = true
            } else if let listing = SlmgrListing(headless: line) {
                endPart(isWhole: true)
                part = .listing(listing)
            } else if case .none = part {
                addLoose(line)
            }
        }
    }

    /// With which the English script ends `/upk` and `/rearm`; in other languages only a command tells.
    private static let undone: Set<String> = [
        "Uninstalled product key successfully.", "Command completed successfully.",
    ]

    private mutating func addLoose(_ line: TranscriptLine) {
        if doubt(line) { return }
        rest.append(line.text)
        if rest.count > SlmgrRun.brokenOff, !doubtful.isEmpty {
            for index in doubtful.reversed() { items.remove(at: index) }
            doubtful = []
        }
        if SlmgrRun.undone.contains(line.text) {
            // Whatever stood before it, the licence is not that any more.
            endPart(isWhole: true)
            var item = Transcript.Item(.slmgr, .unknown)
            item.removesKey = line.text.contains("key")
            items.append(item)
            return
        }
        if line.isKeyInstalled {
            endPart(isWhole: true)
            var item = Transcript.Item(.slmgr, .settingMade)
            item.installsKey = true
            items.append(item)
            return
        }
        guard
            let host = line.settingHost(
                isKnown: (isKnown || runsScript) && items.allSatisfy { $0.result == .settingMade }
            )
        else {
            // What comes first behind a banner or a command is the script's.
            let isOwn = (isKnown || runsScript) && items.isEmpty && !Stranger.isHeading(line.text)
            if !isBehindOther, !isOwn, Stranger.isOne(line, behind: previous) { isBehindStranger = true }
            return
        }
        var item = Transcript.Item(.slmgr, .settingMade)
        item.kmsHost = host
        items.append(item)
    }
}
