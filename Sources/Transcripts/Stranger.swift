/// Lines between those of the scripts that nobody knows: a batch file or a person may have named another computer there.
enum Stranger {
    /// Whether a line is no further part of the one before, which a console may have broken.
    static func isOne(_ line: TranscriptLine, behind previous: TranscriptLine?) -> Bool {
        guard !isHeading(line.text), let previous else { return true }
        return previous.columns < narrowest || SuccessSentence.isEnded(previous.text)
    }

    /// Whether a line looks like a heading: a name alone, or something with a mark before it.
    static func isHeading(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        if first.isASCII, !first.isLetter, !first.isNumber { return true }
        let isWord = text.utf8.allSatisfy { $0 > 32 } && text.contains(where: \.isLetter)
        return isWord && (text.contains(where: \.isNumber) || text.contains("-") || text.hasSuffix(":"))
    }

    /// No window is narrower; what is shorter is as long as it is.
    private static let narrowest = 20
}
