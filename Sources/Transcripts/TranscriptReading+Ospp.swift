/// The lines of `ospp.vbs`.
extension TranscriptReading {
    /// Whether the line is one of `ospp.vbs`.
    mutating func addToFrame(_ line: TranscriptLine) -> Bool {
        let text = line.text
        if OsppMark.isBeginning(text) {
            // A banner before it was this script's.
            begin(nil, endsFrame: true)
            (isInFrame, hasScriptLine) = (true, true)
        } else if OsppMark.isEnd(text) {
            if !isInFrame { transcript.isCutOff = true }
            endItem(isWhole: true)
            if isInFrame, !frameHasItem { append(Transcript.Item(.ospp, .unknown)) }
            (isInFrame, frameHasItem) = (false, false)
        } else if OsppMark.isSeparator(text) {
            guard isOsppItem else { return false }
            endItem(isWhole: true)
        } else if let (label, value) = OsppLabel.read(text), isOsppItem || label.canBegin {
            if !isOsppItem {
                // Its beginning is missing.
                isOsppCommand = run.source == .ospp
                begin(nil, endsFrame: false)
            }
            if item.isEnded(by: label) { endItem(isWhole: isInFrame) }
            item.add(label, value)
        } else if isOsppItem {
            if SlmgrActivation(line, after: nil) != nil || SlmgrListing(line, after: nil) != nil
                || EventRecord(line) != nil || isAfterPrompt
            {
                // The end of the frame is missing; a listing begins with the line before.
                endFrame()
                if let unlabelled { run.add(unlabelled) }
                unlabelled = nil
                return false
            }
            item.add(line)
            unlabelled = line
            return true
        } else {
            return false
        }
        (unlabelled, isAfterPrompt) = (nil, false)
        return true
    }

    mutating func endItem(isWhole: Bool) {
        // Labels that other programs have too need one that they do not have, a frame, a separator or the command.
        let isOurs = isInFrame || isWhole || isOsppCommand || item.isOfOspp
        // A code that licensing alone has may be what a search for errors has left of it.
        let isDoubtful = !isOurs && !isAmongPrompts
        if var found = item.item(isWhole: isWhole), isOurs || (isDoubtful && found.code?.isOfLicensing ?? false) {
            found.isOfConsole = isDoubtful
            if !isInFrame { transcript.isCutOff = true }
            append(found)
            frameHasItem = true
        }
        item = OsppItem()
    }

    mutating func endFrame() {
        if isInFrame || isOsppCommand || item.isOfOspp { transcript.isCutOff = true }
        let isEmptyFrame = isInFrame && item.isEmpty && !frameHasItem
        endItem(isWhole: false)
        if isEmptyFrame { append(Transcript.Item(.ospp, .unknown)) }
        (isInFrame, frameHasItem, isAfterPrompt, isOsppCommand) = (false, false, false, false)
    }
}
