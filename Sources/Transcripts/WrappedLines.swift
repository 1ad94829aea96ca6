/// Undoes what a console does to lines that are longer than it is wide, and what of that stays in a copied window.
///
/// Output that was redirected is not broken, so lines are only joined where a break has evidently gone through something:
/// a code, an id, a channel, a tag of XML. Its line has the width of the console then, and no line can be longer.
enum WrappedLines {
    /// No window is narrower; a shorter line is as long as it is.
    private static let narrowest = 20
    /// From here on a host's name that goes on in a line of its own is evidence enough.
    private static let widest = 60

    static func mend(_ lines: [TranscriptLine]) -> [TranscriptLine] {
        guard let width = width(of: lines) else { return lines }
        var mended: [TranscriptLine] = []
        var isContinued = false
        for (index, line) in lines.enumerated() {
            if isContinued, let last = mended.last, !isNew(line, behind: last) {
                mended.removeLast()
                mended.append(
                    TranscriptLine(raw: last.raw + line.raw, columns: line.columns, isEnded: line.isEnded)
                )
            } else {
                mended.append(line)
            }
            let startsWide = index + 1 < lines.count && lines[index + 1].text.unicodeScalars.first?.isWide ?? false
            // One column is left where a wide character did not fit, or since the command ends there.
            isContinued = line.columns == width || (startsWide && line.columns == width - 1 && !runsScript(line.text))
        }
        return mended
    }

    private static func width(of lines: [TranscriptLine]) -> Int? {
        guard let most = lines.lazy.map(\.columns).max(), most >= narrowest else { return nil }
        for (line, next) in zip(lines, lines.dropFirst()) where line.columns == most {
            if isInTag(line.text), next.text.contains(">") { return most }
            if isCommand(line, next) { return most }
            // A line of dashes that goes on in a shorter one.
            if line.text.hasPrefix("---"), line.text.hasSuffix("---"), next.columns < most, isDashes(next.text) {
                return most
            }
            if most >= widest, isPlace(line, next) { return most }
            let tail = line.text.split(separator: " ").last.map(String.init) ?? ""
            let head = next.text.split(separator: " ").first.map(String.init) ?? ""
            // Far shorter than any word that matters is long enough.
            guard tail.utf8.count < 200, head.utf8.count < 200 else { continue }
            if marks(in: tail + head) > marks(in: tail) + marks(in: head) { return most }
        }
        return nil
    }

    /// Whether a command goes on in the next line: only together they run a script with an option.
    private static func isCommand(_ line: TranscriptLine, _ next: TranscriptLine) -> Bool {
        guard Prompt(line.text) != nil, next.text.utf8.count < 200, !runsScript(line.text) else { return false }
        return runsScript(line.raw + next.raw)
    }

    /// Whether a prompt stands there with a script and an option of it.
    private static func runsScript(_ text: String) -> Bool {
        guard let prompt = Prompt(text), let arguments = prompt.arguments else { return false }
        return arguments.split(separator: " ").contains { $0.hasPrefix("/") || $0.hasPrefix("-") }
    }

    /// Whether a host and its port, behind a label, go on in a line that has nothing but their rest.
    private static func isPlace(_ line: TranscriptLine, _ next: TranscriptLine) -> Bool {
        guard next.columns < line.columns, let labelled = LabelledLine(line.text + next.text),
            !labelled.value.contains(" "), Scan.isHostAndPort(labelled.value), labelled.value.contains(".")
        else { return false }
        return Scan.isHost(next.text) || Scan.isHostAndPort(next.text)
    }

    /// Whether a line is one of its own although the one before it is as long as the console is wide.
    private static func isNew(_ line: TranscriptLine, behind last: TranscriptLine) -> Bool {
        OsppLabel.read(line.text) != nil || (isDashes(last.text) && !isDashes(line.text))
    }

    private static func isDashes(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    /// Whether the line ends within a tag, which the tools that print XML never do.
    private static func isInTag(_ text: String) -> Bool {
        guard let start = text.lastIndex(of: "<") else { return false }
        let tag = text[start...]
        // A sign of a command or of a comparison is no tag.
        guard let first = tag.dropFirst().first, first.isLetter || first == "/" else { return false }
        return !tag.contains(">")
    }

    /// How many things a text has that a break must not go through.
    private static func marks(in text: String) -> Int {
        Scan.codes(in: text).count + Scan.identifiers(in: text).count { $0.text != nil }
            + ["KMSCLIENT", "VOLUME", "channel", "slmgr.vbs", "..."].count { text.contains($0) }
    }
}
