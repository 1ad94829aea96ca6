extension TranscriptLine {
    /// The line without the caption of the script host's window, which some copy with its text.
    var withoutCaption: TranscriptLine {
        let caption = "Windows Script Host"
        guard text == caption || text.hasPrefix(caption + " "), !isBanner else { return self }
        let rest = text.dropFirst(caption.count).trimmingBlanks
        guard rest.isEmpty || !Scan.codes(in: rest).isEmpty || !Scan.identifiers(in: rest).isEmpty else { return self }
        return TranscriptLine(raw: rest, columns: columns, isEnded: isEnded)
    }

    /// Whether the line is what `cscript` prints first: its name and version in every language.
    var isBanner: Bool {
        text.contains("Windows Script Host") && text.contains("Microsoft") && !Scan.numbers(in: text).isEmpty
    }

    /// Whether the line is one of a batch file or of the console itself: waiting for a key, asking whether to stop.
    var isOfConsole: Bool {
        text.contains(". . .") || text.contains("(Y/N)") || text.hasPrefix("^C") || text.contains("Microsoft Corp")
            || text.hasPrefix("Microsoft Windows [")
    }

    /// What tells the computer in a console's first line, and in what `set` and `systeminfo` print: another one behind the
    /// same words is another computer's.
    var identity: (label: String, value: String)? {
        if let transcribed { return ("Machine", transcribed) }
        for label in ["Microsoft Windows [", "COMPUTERNAME=", "Host Name:"] where text.hasPrefix(label) {
            return (label, text.dropFirst(label.count).trimmingBlanks)
        }
        return nil
    }

    /// The computer in `Machine: PC-17 (Microsoft Windows NT 10.0.19045.0)`, which Start-Transcript of PowerShell writes.
    var transcribed: String? {
        guard let line = LabelledLine(text), let end = line.value.firstRange(of: " (Microsoft Windows NT ") else {
            return nil
        }
        let name = line.value[..<end.lowerBound]
        return Scan.isHost(name) ? String(name) : nil
    }

    /// The name in the first line of `slmgr.vbs /xpr`: a product's name with nothing before it, then a colon.
    var expiringName: String? {
        guard text.hasPrefix("Windows") || text.hasPrefix("Office"), let line = LabelledLine(text),
            line.label.contains(","), line.label.contains("edition"), line.channel == nil
        else { return nil }
        return line.label.trimmingBlanks
    }

    /// Whether the line is what `slmgr.vbs /ipk` prints: a sentence with a product key, and no other number in it.
    var isKeyInstalled: Bool {
        guard isEnded || text.hasSuffix("."), !SlmgrError.hasColon(text) else { return false }
        let words = text.split { !$0.isASCII || $0 == " " || $0 == "." || $0 == "\"" || $0 == "'" }
        let keys = words.filter { word in
            let groups = word.split(separator: "-", omittingEmptySubsequences: false)
            return groups.count == 5
                && groups.allSatisfy { group in
                    group.utf8.count == 5
                        && group.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || $0 == 42 }
                }
        }
        guard let key = keys.first, keys.count == 1 else { return false }
        let rest = text.replacing(key, with: "")
        return Scan.numbers(in: rest).isEmpty && rest.count { $0.isLetter || $0 == "\u{FFFD}" } >= 4
    }

    /// The host in what `slmgr.vbs /skms` prints: a sentence with a host and nothing else that is in it for a machine.
    ///
    /// - Parameter isKnown: whether the line is the script's for certain. Else only a port or an address will do, since
    ///   other programs speak of hosts too.
    /// - Returns: the host, with its port where that stands there; nil for any other line.
    func settingHost(isKnown: Bool) -> String? {
        guard !text.contains("..."), !text.contains("…"), !text.contains("slmgr"), !text.contains(" = "),
            !text.contains(">"), isEnded || text.hasSuffix(".")
        else {
            return nil
        }
        let trimmed = text.split { $0 == " " || $0 == "，" || $0 == "\"" || $0 == "「" || $0 == "」" }
            .map { $0.drop { !$0.isASCII }.prefix { $0.isASCII } }
            // Korean has a bracket behind it.
            .map { $0.hasSuffix(".") || $0.hasSuffix("(") ? $0.dropLast() : $0 }
        let hosts = trimmed.filter { word in
            Scan.isHostAndPort(word) || Scan.isAddress(word) || (isKnown && word.contains(".") && Scan.isHost(word))
        }
        guard let host = hosts.first, hosts.count == 1, text.count > host.count + 4 else { return nil }
        let rest = text.replacing(host, with: "")
        guard !host.hasPrefix("www."), Scan.numbers(in: rest).isEmpty,
            !rest.contains(where: { $0 == ":" || $0 == "：" }),
            rest.count(where: { $0.isLetter || $0 == "\u{FFFD}" }) >= 4, !Stranger.isHeading(text)
        else { return nil }
        // A version is no host.
        let isVersion =
            !Scan.isAddress(host) && host.split(separator: ".").allSatisfy { $0.count(where: \.isLetter) < 2 }
        return isVersion && !Scan.isHostAndPort(host) ? nil : String(host)
    }
}
