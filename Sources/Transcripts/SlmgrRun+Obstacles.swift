/// What kept a script from running, or from ending.
extension SlmgrRun {
    /// Takes what the console or psexec says of a command, or of a computer that was not reached.
    mutating func take(_ refusal: ConsoleRefusal, in line: TranscriptLine) {
        switch refusal {
        case .notFound:
            // `slmgr.vbs` is in the folder of Windows, so that it is the one of Office that is looked for.
            if missing == nil { (missing, isMissingFolder) = (source ?? .ospp, true) }
        case .stopped:
            endPart(isWhole: true)
            var item = Transcript.Item(line.text.lowercased().contains("ospp.vbs") ? .ospp : .slmgr, .unknown)
            if let code = SlmgrError.code(in: line.text) { (item.result, item.code) = (.failed, code) }
            items.append(item)
        case .notRun, .notReached:
            // The reason in the line behind is no second one.
            guard previous.flatMap({ ConsoleRefusal($0.text) }) == nil else { return }
            endPart(isWhole: true)
            var item = Transcript.Item(.script, .unknown)
            item.isOfConsole = true
            items.append(item)
        }
    }

    /// Takes what a tool says of a script's end.
    mutating func take(_ exit: ToolExit) {
        endPart(isWhole: true)
        guard let item = exit.item, items.last.map({ $0.result != .failed && $0.result != .unreachable }) ?? true
        else { return }
        items.append(item)
    }

    /// Takes a line that says what keeps the script from running.
    mutating func block(by state: Transcript.ScriptHost) {
        guard !isBlocked else { return }
        isBlocked = true
        endPart(isWhole: true)
        var item = Transcript.Item(source ?? .script, .unknown)
        item.scriptHost = state
        items.append(item)
    }

    /// Takes a line in which the script host names a script: one that it does not find, or one that it has stopped.
    mutating func nameScript(_ line: TranscriptLine) {
        let quote = line.text.firstIndex(of: "\"") ?? line.text.startIndex
        if case .activation(var activation) = part, !activation.hasOutcome {
            activation.stop()
            part = .activation(activation)
            isCutOff = true
        } else if SlmgrError.hasColon((previous?.text ?? "") + " " + line.text[..<quote] + " ") || !hasBanner {
            // A console may have broken the name.
            let name =
                [line.text, (previous?.text ?? "") + line.text].map { $0.lowercased() }
                .first { $0.contains("ospp") || $0.contains("slmgr") } ?? ""
            isMissingFolder = false
            missing = name.contains("ospp") ? .ospp : name.contains("slmgr") ? .slmgr : source ?? .script
        } else if items.isEmpty {
            isCutOff = true
            items.append(Transcript.Item(source ?? .script, .unknown))
        }
    }
}
