/// A command that runs a script, on whatever way: `cscript slmgr.vbs PC-17 /ato`, `ssh PC-17 cscript slmgr.vbs /ato`.
struct RemoteCommandLine {
    /// The words before the script and its host, such as `ssh admin@pc-17`.
    private let words: [Substring]
    /// The computer that the script is given.
    let target: String
    /// What stands behind the script's name, in small letters.
    let arguments: String

    /// Nil for a command without a script.
    init?(_ typed: String) {
        let lowered = typed.asciiLowercased
        guard
            let range = ["ospp.vbs", "slmgr.vbs", "slmgr"].lazy.compactMap({ lowered.firstRange(of: $0) }).first
        else { return nil }
        let isOspp = lowered[range].hasPrefix("ospp")
        var before = typed.part(to: lowered[..<range.lowerBound].utf8.count)
        // Without the path of the script, and what has been done before it.
        let isQuoted = !before.count(where: { $0 == "\"" }).isMultiple(of: 2)
        before = before[..<(before.lastIndex(of: isQuoted ? "\"" : " ") ?? before.startIndex)]
        if let end = before.lastIndex(of: "&") { before = before[before.index(after: end)...] }
        let words = before.split(separator: " ")
        self.words = words.first?.lowercased() == "if" ? [] : words.filter { !Self.isHarmless($0) }
        let behind = typed.part(from: lowered[..<range.upperBound].utf8.count).drop { $0 != " " }.split(separator: " ")
            .prefix { word in !word.contains { "<>|&)}".contains($0) } }
        func isOption(_ word: Substring) -> Bool { word.hasPrefix("/") || word.hasPrefix("-") }
        // Options of ospp.vbs have their values behind a colon, and those of slmgr.vbs stand behind the computer.
        let word = isOspp ? behind.first { !isOption($0) } : behind.first
        target = word.flatMap { isOption($0) ? nil : String($0) } ?? ""
        arguments = behind.joined(separator: " ").asciiLowercased
    }

    /// What tells the computer, in small letters.
    var way: String { (words + [target[...]]).filter { !$0.isEmpty }.joined(separator: " ").asciiLowercased }

    /// The computer, if it stands where no password can: `PC-17` for the script, `\\PC-17`, `-r:PC-17`,
    /// `-ComputerName PC-17`, `ssh admin@PC-17`.
    var computer: String? {
        var names = [target[...]]
        for (index, word) in words.enumerated() {
            let word = word.drop { "\"'".contains($0) }.prefix { !"\"'".contains($0) }
            if word.hasPrefix("\\\\") { names.append(word.dropFirst(2)) }
            for option in ["-r:", "/r:", "-remote:", "/remote:"] where word.lowercased().hasPrefix(option) {
                names.append(word.dropFirst(option.count))
            }
            guard index > 0 else { continue }
            let before = words[index - 1].lowercased()
            if ["-computername", "-cn"].contains(before) { names.append(word) }
            if ["ssh", "icm", "invoke-command"].contains(before), index == 1, !word.hasPrefix("-") {
                names.append(word.split(separator: "@").last ?? "")
            }
        }
        return names.first { !$0.isEmpty && Scan.isHost($0) }.map(String.init)
    }

    /// Hosts of scripts on the same computer.
    private static func isHarmless(_ word: Substring) -> Bool {
        let name = word.lowercased().filter { $0 != "\"" && $0 != "@" }.split(separator: "\\").last ?? ""
        return word.hasPrefix("//")
            || ["cscript", "cscript.exe", "wscript", "wscript.exe", "cmd", "cmd.exe", "/c", "/k", "call", "start", "."]
                .contains(name)
    }
}

extension String {
    /// The text with the ASCII letters small, so that no offset changes.
    fileprivate var asciiLowercased: String {
        String(decoding: utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
