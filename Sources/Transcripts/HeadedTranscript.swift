/// Output of several computers in one text, that of each behind a line with its name, as batch files and psexec print it.
///
/// `=== PC-17 ===`, `\\PC-17:`, `Computer: PC-17`, `[3/40] PC-17 ...`, or the name alone.
enum HeadedTranscript {
    /// A computer's name, and its lines; nil for those before the first name.
    typealias Part = (computer: String?, text: String)

    /// Each way to part the text by lines of one form, of the commonest few; they are headings only if scripts' output
    /// stands behind them.
    static func candidates(of text: String) -> [[Part]] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let headings = lines.map(Heading.init)
        var names: [String: Set<String>] = [:]
        for heading in headings.compactMap(\.self) { names[heading.form, default: []].insert(heading.key) }
        return names.filter { $0.value.count > 1 }
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(4)
            .map { parts(of: lines, headings, form: $0.key) }
    }

    private static func parts(of lines: [Substring], _ headings: [Heading?], form: String) -> [Part] {
        var parts: [Part] = [(nil, "")]
        // A computer whose name comes again goes on where it was.
        var places: [String: Int] = [:]
        var place = 0
        for (line, heading) in zip(lines, headings) {
            guard let heading, heading.form == form else {
                parts[place].text += line + "\n"
                continue
            }
            place = places[heading.key] ?? parts.count
            if place == parts.count { parts.append((heading.name, "")) }
            places[heading.key] = place
        }
        return parts
    }
}

/// A line that may name the computer whose lines follow.
private struct Heading {
    let name: String
    /// What the headings of a text have in common: the line without the name and without numbers.
    let form: String
    /// Names are the same in small letters and in capitals.
    var key: String { name.lowercased() }

    /// Nil for a line with words behind a name, with more than two before it, or with anything that is the scripts'.
    init?(_ line: Substring) {
        guard line.utf8.count <= 120 else { return nil }
        let text = line.trimmingBlanks
        guard Prompt(text) == nil, OsppLabel.read(text) == nil, Scan.codes(in: text).isEmpty,
            Scan.identifiers(in: text).isEmpty
        else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let index = words.firstIndex(where: Heading.isName) else { return nil }
        let name = words[index].trimmingMarks
        let before = words[..<index]
        guard before.count(where: { $0.contains(where: \.isLetter) }) <= 2, before.allSatisfy(Heading.mayStandBefore),
            !words[(index + 1)...].contains(where: { $0.contains(where: \.isLetter) })
        else { return nil }
        self.name = String(name)
        let isBare = words.count == 1 && words[index] == name
        let rest = (before + [words[index].replacing(name, with: "?", maxReplacements: 1)] + words[(index + 1)...])
            .joined(separator: " ")
        // Words alone in a line are names only if they are alike.
        form = (isBare ? String(name) : rest).withoutNumbers.lowercased()
    }

    /// A name with a number, a hyphen or a dot in it, or an address.
    private static func isName(_ word: Substring) -> Bool {
        let name = word.trimmingMarks
        guard name.utf8.count <= 64, Scan.isHost(name), !name.contains("_") else { return false }
        if Scan.isAddress(name) { return true }
        let lowered = name.lowercased()
        let isTime = !name.contains { $0.isLetter && $0 != "T" && $0 != "Z" }
        return !isTime && name.contains { $0.isNumber || $0 == "-" || $0 == "." }
            && name.unicodeScalars.allSatisfy { $0.isASCII || $0.properties.isAlphabetic }
            && !others.contains { lowered.hasPrefix($0) } && !endings.contains { lowered.hasSuffix($0) }
    }

    /// Whether a word belongs to a heading: no label but one for a computer, and no comparison.
    private static func mayStandBefore(_ word: Substring) -> Bool {
        if word.contains(where: \.isLetter), word.contains("=") { return false }
        guard let colon = word.last, colon == ":" || colon == "：" else { return word != "=" && word != ":" }
        let label = word.dropLast().lowercased()
        return labels.contains { label.hasSuffix($0) }
    }

    private static let labels = [
        "computer", "computername", "host", "hostname", "machine", "pc", "server", "target", "rechner", "电脑", "計算機",
        "计算机", "電腦", "主机", "主機", "コンピューター",
    ]
    /// What batch files number, and products.
    private static let others = [
        "step", "part", "phase", "stage", "test", "try", "attempt", "schritt", "office", "windows", "win", "visio",
        "project", "server20", "http",
    ]
    private static let endings = [".vbs", ".exe", ".bat", ".cmd", ".ps1", ".txt", ".log"]
}

extension StringProtocol {
    /// The text without what is neither a letter nor a number at its ends.
    fileprivate var trimmingMarks: SubSequence {
        func isMark(_ character: Character) -> Bool { !character.isLetter && !character.isNumber }
        guard let start = firstIndex(where: { !isMark($0) }), let end = lastIndex(where: { !isMark($0) }) else {
            return self[endIndex...]
        }
        return self[start...end]
    }

    /// The text with one mark in the place of each number.
    fileprivate var withoutNumbers: String {
        var text = ""
        for character in self {
            if !character.isNumber { text.append(character) } else if text.last != "#" { text.append("#") }
        }
        return text
    }
}
