/// Takes away what a log or a mail puts before each line: a time, or the mark of a quotation.
enum LinePrefix {
    /// The text without it; nil where not nearly all lines have one of the same form.
    static func stripped(_ text: String) -> String? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let filled = lines.filter { !$0.trimmingBlanks.isEmpty }.count
        guard filled > 1 else { return nil }
        if let replied = reply(lines) { return replied }
        for read in [quotation, time, mark, number] {
            var forms: [String: Int] = [:]
            for line in lines {
                if let form = read(line)?.form { forms[form, default: 0] += 1 }
            }
            guard let (form, count) = forms.max(by: { $0.value < $1.value }), count * 10 >= filled * 9 else { continue }
            return lines.map { line in
                guard let found = read(line), found.form == form else { return String(line) }
                return String(found.rest)
            }.joined(separator: "\n")
        }
        return nil
    }

    /// A reply to a mail: marks before what is quoted, at whatever level, and words of one's own without.
    private static func reply(_ lines: [Substring]) -> String? {
        let quoted = lines.filter { $0.first == ">" }
        guard quoted.count > 1, quoted.count * 4 >= lines.count else { return nil }
        return lines.map { line in
            guard line.first == ">" else { return String(line) }
            return String(line.drop { $0 == ">" || $0 == " " })
        }.joined(separator: "\n")
    }

    private typealias Found = (form: String, rest: Substring)

    /// `> text`.
    private static func quotation(_ line: Substring) -> Found? {
        guard line.first == ">" else { return nil }
        let rest = line.dropFirst()
        return rest.isEmpty || rest.first == " " ? (">", rest.dropFirst()) : nil
    }

    /// `• text`, `- text`, as lists have it.
    private static func mark(_ line: Substring) -> Found? {
        let text = line.drop { $0 == " " || $0 == "\t" }
        guard let first = text.first, "•·*-–—|▪○●‣".contains(first), let second = text.dropFirst().first,
            second == " " || second == "\t"
        else { return nil }
        return (String(first), text.dropFirst().drop { $0 == " " || $0 == "\t" })
    }

    /// `12. text`, `12: text`, `12 | text`, `12)` and a tab, as editors number lines.
    private static func number(_ line: Substring) -> Found? {
        let text = line.drop { $0 == " " }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...6).contains(digits.count) else { return nil }
        let rest = text.dropFirst(digits.count)
        let marks = rest.prefix { ".:)|\t ".contains($0) }
        let signs = marks.filter { $0 != " " && $0 != "\t" }
        let isApart = marks.count > signs.count || marks.count == rest.count
        guard isApart, signs.count == 1 || (signs.isEmpty && (marks.count > 1 || marks == "\t" || rest.isEmpty)) else {
            return nil
        }
        return ("1" + signs, rest.dropFirst(marks.count))
    }

    /// `[2026-09-01 08:10:05] text`, `08:10:05 text`, `2026-09-01T08:10:05Z text`, `9/1/2026 8:10:00 AM: text`, each
    /// with a word such as `INFO` behind it or not.
    ///
    /// The day of the week may stand before them, and half of the day, or that day, in between.
    private static func time(_ line: Substring) -> Found? {
        let words = line.split(separator: " ", maxSplits: 3)
        if words.count > 2, isWord(words[0]), isDate(words[1]) { return time(line[words[1].startIndex...]) }
        if words.count > 2, isDate(words[0]), isWord(words[1]), isTime(words[2]) {
            return plainTime((words[0] + " " + line[words[2].startIndex...])[...])
        }
        return plainTime(line)
    }

    /// A word of a few letters, in brackets or with a full stop.
    private static func isWord(_ word: Substring) -> Bool {
        let letters = word.filter(\.isLetter)
        return (1...4).contains(letters.count) && word.allSatisfy { $0.isLetter || ".,()（）".contains($0) }
    }

    private static func plainTime(_ line: Substring) -> Found? {
        let isInBrackets = line.first == "["
        var rest = isInBrackets ? line.dropFirst() : line
        let digits = rest.prefix { $0.isNumber || "-/.:,+TZ ".contains($0) }
        let words = digits.split(separator: " ")
        let hasDate = words.first.map(isDate) ?? false
        let used = hasDate ? 1 : 0
        guard words.count > used, isTime(words[used]) else { return nil }
        rest = rest[words[used].endIndex...]
        // A colon that belongs to no number stands behind the time.
        if words[used].hasSuffix(":") { rest = line[line.index(before: rest.startIndex)...] }
        for half in [" AM", " PM"] where rest.hasPrefix(half) { rest = rest.dropFirst(3) }
        if isInBrackets {
            guard rest.first == "]" else { return nil }
            rest = rest.dropFirst()
        }
        if rest.first == ":" { rest = rest.dropFirst() }
        guard rest.isEmpty || rest.first == " " else { return nil }
        rest = rest.dropFirst()
        var form = (isInBrackets ? "[" : "") + (hasDate ? "date " : "") + "time"
        if let word = ["INFO", "DEBUG", "OUT"].first(where: { rest == $0 || rest.hasPrefix($0 + " ") }) {
            form += word
            rest = rest.dropFirst(word.count + 1)
        }
        return (form, rest)
    }

    /// Three numbers with the same mark between.
    private static func isDate(_ word: Substring) -> Bool {
        ["-", "/", "."].contains { mark in
            let parts = word.split(separator: Character(mark), omittingEmptySubsequences: false)
            return parts.count == 3 && parts.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(\.isNumber) }
        }
    }

    /// Hours and minutes, with a date before them where a T stands between.
    private static func isTime(_ word: Substring) -> Bool {
        let parts = word.split(separator: "T", omittingEmptySubsequences: false)
        guard let clock = parts.last, parts.count == 1 || (parts.count == 2 && isDate(parts[0])) else { return false }
        let numbers = clock.split { !$0.isNumber }
        return clock.first?.isNumber ?? false && clock.contains(":") && (2...6).contains(numbers.count)
            && numbers.prefix(2).allSatisfy { $0.count <= 2 }
    }
}
