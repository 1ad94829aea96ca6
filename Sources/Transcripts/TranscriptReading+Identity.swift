/// What tells that another computer speaks, where no name stands before its lines.
extension TranscriptReading {
    /// Looks for what a computer says of itself: another value behind the same words is another computer's.
    mutating func identify(_ line: TranscriptLine) {
        if let (label, value) = line.identity ?? answer(in: line),
            identities.updateValue(value, forKey: label) ?? value != value
        {
            run.isAmongStrangers = true
        }
        // A console begins with two lines. One that was begun within another is the same computer's.
        if line.text.hasPrefix("Microsoft Windows [") {
            isAfterConsole = hasBegun && program != "cmd"
        } else if isAfterConsole {
            isAfterConsole = false
            guard line.text.contains("Microsoft Corp") else { return }
            begin(SlmgrRun(), endsFrame: true)
            place.session += 1
        }
    }

    private var hasBegun: Bool {
        place.prompts > 0 || !transcript.items.isEmpty || run.count > 0 || isOsppItem || hasScriptLine
    }

    /// What a program answers that was asked for the computer at a prompt.
    private mutating func answer(in line: TranscriptLine) -> (label: String, value: String)? {
        guard let program, Prompt(line.text) == nil else { return nil }
        let value: String? =
            switch program {
            case "hostname": Scan.isHost(line.text) ? line.text : nil
            // The domain, which is the computer for an account of its own.
            case "whoami":
                line.text.split(separator: "\\").count == 2
                    ? line.text.split(separator: "\\").first.map(String.init) : nil
            case "ipconfig" where !line.text.contains("IPv4"): nil
            case "ipconfig":
                LabelledLine(line.text).map { String($0.value.prefix { $0 != "(" }) }.flatMap {
                    Scan.isAddress($0) ? $0 : nil
                }
            default: nil
            }
        guard let value else { return nil }
        self.program = nil
        return (program, value.lowercased())
    }
}
