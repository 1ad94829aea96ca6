/// What stands behind a word and a colon directly behind the success of `slmgr.vbs /ato`.
enum SlmgrState {
    /// Whether a line is the licence's state: a label of some words, and as many for the state.
    ///
    /// What a batch file says has a path, a number, or nothing behind the colon; an error is a sentence.
    static func isOne(_ text: String) -> Bool {
        guard let line = parts(text), Scan.numbers(in: text).isEmpty, !isSentence(text) else { return false }
        let isTranslated = text.contains { !$0.isASCII }
        return isTranslated
            || (line.label.lowercased().contains("license") && line.value.lowercased().contains("grace"))
    }

    /// Whether a line is an error without a code, such as a refusal: a label and a sentence.
    static func isSentence(_ text: String) -> Bool {
        guard let line = parts(text), line.label.split(separator: " ").count <= 3, !text.contains("\\"),
            !text.contains("\""), !text.contains("->"),
            !good.contains(line.label.trimmingBlanks)
        else { return false }
        let words = line.value.split(separator: " ").count
        let isWide = line.value.unicodeScalars.count { $0.isWide } >= 10
        return words >= 4 || isWide || (words >= 2 && SuccessSentence.isEnded(text))
    }

    /// With which Windows' own programs say that they have done something.
    private static let good: Set<String> = ["SUCCESS", "INFO", "ERFOLGREICH", "INFORMATION", "成功", "資訊", "信息", "情報"]

    private static func parts(_ text: String) -> LabelledLine? {
        guard let line = LabelledLine(text), !line.label.isEmpty, !line.value.isEmpty else { return nil }
        return line
    }
}
