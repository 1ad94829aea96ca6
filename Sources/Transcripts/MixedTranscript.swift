/// Output of several computers in one text, each line with the name of its own in brackets or before a colon, as tools
/// that run a command on many print it.
enum MixedTranscript {
    /// The lines of each computer, in the order in which they turn up; nil where lines have no prefix.
    ///
    /// A prefix is one only if all lines have one, and if some of them come back unless each may stand alone; it may be the
    /// same for all.
    static func parts(of text: String, mayStandAlone: Bool = false) -> [(computer: String, text: String)]? {
        let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
            .filter { !$0.trimmingBlanks.isEmpty }
        guard lines.count > (mayStandAlone ? 0 : 1) else { return nil }
        for read in [bracketed, named, piped] {
            var order: [String] = []
            var texts: [String: String] = [:]
            for line in lines {
                guard let (computer, rest) = read(withoutTool(line)) else { break }
                if texts[computer] == nil { order.append(computer) }
                texts[computer, default: ""] += rest + "\n"
            }
            let count = texts.values.reduce(0) { sum, text in sum + text.utf8.count { $0 == 10 } }
            guard count == lines.count, order.count < lines.count || mayStandAlone else { continue }
            return order.map { ($0, texts[$0] ?? "") }
        }
        return nil
    }

    /// Without what pdsh puts before its own lines: `pdsh@admin: pc17: ssh exited with exit code 116`.
    private static func withoutTool(_ line: Substring) -> Substring {
        guard line.hasPrefix("pdsh@"), let range = line.firstRange(of: ": ") else { return line }
        return line[range.upperBound...]
    }

    /// `[PC-17] text`.
    private static func bracketed(_ line: Substring) -> (computer: String, text: Substring)? {
        guard line.first == "[", let end = line.firstIndex(of: "]") else { return nil }
        return part(line[line.index(after: line.startIndex)..<end], line[line.index(after: end)...])
    }

    /// `pc17: text`; a label of the scripts is no such prefix, since the next line has another.
    private static func named(_ line: Substring) -> (computer: String, text: Substring)? {
        guard let end = line.firstIndex(of: ":") else { return nil }
        let name = line[..<end]
        guard name.contains(where: \.isNumber) || name.contains(".") || name.contains("-") else { return nil }
        return part(name, line[line.index(after: end)...])
    }

    /// `pc17 | text`.
    private static func piped(_ line: Substring) -> (computer: String, text: Substring)? {
        guard let end = line.firstIndex(of: "|") else { return nil }
        return part(line[..<end].trimmingBlanks[...], line[line.index(after: end)...])
    }

    private static func part(_ name: Substring, _ rest: Substring) -> (computer: String, text: Substring)? {
        // Times and numbers of processes are no computers.
        guard Scan.isHost(name), name.contains(where: { $0.isLetter && $0 != "T" && $0 != "Z" }), name.utf8.count <= 64
        else { return nil }
        return (String(name), rest.first == " " ? rest.dropFirst() : rest)
    }
}
