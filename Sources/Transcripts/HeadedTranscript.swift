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
        var counts: [String: Int] = [:]
        for heading in headings.compactMap(\.self) {
            names[heading.form, default: []].insert(heading.key)
            counts[heading.form, default: 0] += heading.isMarked ? 1 : 0
        }
        return names.filter { $0.value.count > 1 || counts[$0.key] ?? 0 > 1 }
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
        return parts + strays(lines, parts.compactMap(\.computer)).map { ($0, "") }
    }

    /// Other names of the same shape: computers of which there is no more than a word, such as that they are off.
    private static func strays(_ lines: [Substring], _ names: [String]) -> [String] {
        var known = Set(names.map { $0.lowercased() })
        let shapes = Set(names.filter { $0.contains(where: \.isNumber) }.map { $0.withoutNumbers.lowercased() })
        guard !shapes.isEmpty else { return [] }
        var strays: [String] = []
        for line in lines where Prompt(line.trimmingBlanks) == nil {
            for word in line.split(whereSeparator: \.isWhitespace) where word.utf8.count <= 64 {
                let name = word.trimmingMarks
                guard name.contains(where: \.isLetter), shapes.contains(name.withoutNumbers.lowercased()) else {
                    continue
                }
                if known.insert(name.lowercased()).inserted { strays.append(String(name)) }
            }
        }
        return strays
    }
}

/// A line that may name the computer whose lines follow.
private struct Heading {
    let name: String
    /// What the headings of a text have in common: the line without the name and without numbers.
    let form: String
    /// Whether marks stand beside the name, so that it may come alone.
    let isMarked: Bool
    /// Names are the same in small letters and in capitals.
    var key: String { name.lowercased() }

    /// Nil for a line with words behind a name, with more than three before it, or with anything that is the scripts'.
    init?(_ line: Substring) {
        guard line.utf8.count <= 120 else { return nil }
        let text = line.trimmingBlanks
        if let (name, form) = Heading.ofTool(text) {
            (self.name, self.form, isMarked) = (name, form, true)
            return
        }
        guard Prompt(text) == nil, OsppLabel.read(text) == nil, Scan.codes(in: text).isEmpty,
            Scan.identifiers(in: text).isEmpty
        else { return nil }
        var words = text.split(whereSeparator: \.isWhitespace)
        if words.count == 1, let mark = text.firstIndex(where: { $0 == "=" || $0 == "：" }),
            Heading.isLabel(text[..<mark])
        {
            words = [text[...mark], text[text.index(after: mark)...]]
        }
        guard let index = words.firstIndex(where: Heading.isName) else { return nil }
        let name = words[index].trimmingMarks
        let (before, behind) = (words[..<index], words[(index + 1)...])
        guard before.count(where: { $0.contains(where: \.isLetter) }) <= 3, Heading.mayStandBefore(before),
            Heading.mayStandBehind(behind)
        else { return nil }
        let ending = Heading.files.first { name.lowercased().hasSuffix($0) } ?? ""
        self.name = String(name.dropLast(ending.count))
        let hasWords = before.contains { $0.contains(where: \.isLetter) }
        isMarked =
            (words.count > 1 || words[index] != name)
            && (!hasWords || Heading.isLabel(before.joined(separator: " ")[...]))
        let rest = (before + [words[index].replacing(name, with: "?" + ending, maxReplacements: 1)] + behind)
            .joined(separator: " ")
        // Words alone in a line are names only if they are alike.
        form = (isMarked ? rest : String(name)).withoutNumbers.lowercased()
    }

    /// `pc17 | CHANGED | rc=0 >>` of ansible, `[2] 10:15:03 [SUCCESS] pc17` of pssh, `Machine: PC-17 (…)` of PowerShell.
    private static func ofTool(_ text: String) -> (name: String, form: String)? {
        let words = text.split(separator: " ")
        if words.count >= 4, words[1] == "|", Scan.isHost(words[0]), text.contains("rc=") || text.contains("! =>") {
            return (String(words[0]), "ansible")
        }
        if words.count >= 4, words[2] == "[SUCCESS]" || words[2] == "[FAILURE]", Scan.isHost(words[3]) {
            return (String(words[3]), "pssh")
        }
        // Start-Transcript of PowerShell.
        if let name = TranscriptLine(raw: text, columns: 0, isEnded: true).transcribed { return (name, "transcript") }
        return nil
    }

    /// A name with a number, a hyphen or a dot in it, or an address.
    private static func isName(_ word: Substring) -> Bool {
        let name = word.trimmingMarks
        guard name.utf8.count <= 64, Scan.isHost(name) else { return false }
        if Scan.isAddress(name) { return true }
        let lowered = name.lowercased()
        let isTime = !name.contains { $0.isLetter && $0 != "T" && $0 != "Z" }
        return !isTime && name.contains { $0.isNumber || $0 == "-" || $0 == "." }
            && name.unicodeScalars.allSatisfy { $0.isASCII || $0.properties.isAlphabetic }
            && !others.contains { lowered.hasPrefix($0) } && !endings.contains { lowered.hasSuffix($0) }
            && !lowered.split { !$0.isLetter }.allSatisfy { steps.contains(String($0)) }
    }

    /// Whether words belong to a heading: no label but one for a computer, and no comparison.
    private static func mayStandBefore(_ words: ArraySlice<Substring>) -> Bool {
        for (index, word) in zip(words.indices, words) {
            let hasLetter = word.contains(where: \.isLetter)
            guard let last = word.last, ":：=".contains(last), hasLetter || word.count == 1 else {
                if hasLetter, word.contains("=") { return false }
                continue
            }
            let label = words[...index].joined(separator: " ").dropLast()
            guard isLabel(label), last != "=" || index - words.startIndex < (hasLetter ? 1 : 2) else { return false }
        }
        return true
    }

    /// Whether words behind a name are marks, numbers or a time, whose day may have a name.
    private static func mayStandBehind(_ words: ArraySlice<Substring>) -> Bool {
        let named = words.filter { $0.contains(where: \.isLetter) }
        if named.allSatisfy({ states.contains($0.lowercased()) }) { return true }
        return named.isEmpty
            || (named.count == 1 && named[named.startIndex].count <= 4 && words.contains { $0.contains(":") })
    }

    private static func isLabel(_ word: Substring) -> Bool {
        let label = word.lowercased().trimmingMarks
        return label == "ok" || labels.contains { label.hasSuffix($0) }
    }

    private static let labels = [
        "computer", "computername", "host", "hostname", "machine", "pc", "target", "rechner", "ordinateur", "equipo",
        "ordenador", "computador", "компьютер", "电脑", "計算機", "计算机", "電腦", "主机", "主機", "计算机名", "計算機名", "電腦名稱",
        "电脑名", "コンピューター", "コンピューター名", "컴퓨터", "pc name", "host name", "computer name", "device name", "device",
        "workstation", "client", "remote", "rechnername", "poste", "имя компьютера", "端末", "端末名", "컴퓨터 이름", "計算機名稱",
        "電腦編號", "主機名稱",
    ]
    /// What is said of a computer before its lines come.
    private static let states: Set<String> = ["is", "online", "alive", "up", "started", "reachable"]
    /// What batch files number, and products.
    private static let others = [
        "step", "part", "phase", "stage", "test", "try", "attempt", "schritt", "office", "windows", "win", "visio",
        "project", "server20", "http", "log",
    ]
    /// Words of which a name of a step may be put together, such as `1.Windows` and `KMS-Office`.
    private static let steps: Set<String> = [
        "windows", "office", "kms", "ms", "microsoft", "activation", "activate", "aktivierung", "license", "licence",
        "步驟", "步骤", "第", "階段", "阶段", "手順", "ステップ", "단계",
    ]
    private static let endings = [".vbs", ".exe", ".bat", ".cmd", ".ps1"]
    /// The computer's name may be that of a file, as `type *.log` prints it.
    private static let files = [".log", ".txt"]
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
