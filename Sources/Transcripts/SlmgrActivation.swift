import ActivationDomain

/// What `slmgr.vbs /ato` prints of one product: its name and id, an ellipsis, then how it went.
///
/// The sentences are translated. What tells them apart is that each error begins with a word and a colon, and that a
/// success is a ``SuccessSentence``; lines of other kinds stand between the two and tell nothing.
struct SlmgrActivation {
    private(set) var item = Transcript.Item(.slmgr, .unknown)
    /// Whether the line that names the product has been read to its end.
    private var isAnnounced = false
    private(set) var hasOutcome = false
    /// What is said of the product before the ellipsis, without the product itself.
    private var pieces: [String] = []
    /// A break of the console may stand where a blank was, or within a word.
    private var announcement: String { pieces.joined() + " " + pieces.joined(separator: " ") }
    /// The line before, where it was no outcome: the beginning of one that the console has broken.
    private var broken = ""
    /// Whether lines without a code stand behind the outcome.
    private(set) var hasMore = false

    /// Begins with a line that has the id in brackets; nil for any other line.
    init?(_ line: TranscriptLine, after previous: TranscriptLine?) {
        let text = line.text
        guard let identifier = Scan.identifiers(in: text).first(where: { SlmgrActivation.isBracketed($0, in: text) })
        else { return nil }
        item.sku = identifier.text
        let before = text.part(to: identifier.range.lowerBound).trimmingBlanks.dropLast()
        // A window shows the id in a line of its own when it is too narrow.
        item.name = SlmgrActivation.name(in: before.isEmpty ? previous?.text ?? "" : String(before))
        pieces = [SlmgrActivation.words(in: before.isEmpty ? previous?.text ?? "" : String(before)) + " "]
        add(line, String(text.part(from: identifier.range.upperBound).trimmingBlanks.dropFirst()))
    }

    /// Takes a further line.
    mutating func add(_ line: TranscriptLine) { add(line, line.text) }

    /// Takes a sign that the script was stopped: what follows is no longer its own.
    mutating func stop() { hasOutcome = true }

    private mutating func fail(with code: ErrorCode) {
        item.result = .failed
        item.code = item.code ?? code
        hasOutcome = true
    }

    private mutating func add(_ line: TranscriptLine, _ text: String) {
        guard !hasOutcome else { return followUp(text) }
        var text = text
        if !isAnnounced, let dots = SlmgrActivation.endOfEllipsis(in: text) {
            isAnnounced = true
            pieces.append(String(text.part(to: dots)))
            text = String(text.part(from: dots))
        } else if !isAnnounced {
            pieces.append(text)
        }
        text = String(text.drop { $0 == "." || $0 == "…" || $0 == " " || $0 == "。" || $0 == ")" })
        if let code = SlmgrError.code(in: text) ?? SlmgrError.hintedCode(in: text) { return fail(with: code) }
        guard isAnnounced, text.contains(where: { $0.isLetter || $0 == "\u{FFFD}" }) else { return }
        if SlmgrError.hasColon(text), text.first.map({ $0.isLetter || !$0.isASCII }) ?? false {
            item.result = .failed
            hasOutcome = true
        } else if line.isEnded || SuccessSentence.isEnded(text), isSuccess(text, line) {
            // A sentence that breaks off may be the beginning of an error.
            item.result = .activated
            hasOutcome = true
        }
    }

    /// Whether a line is the success, or the rest of one that the console has broken.
    private mutating func isSuccess(_ text: String, _ line: TranscriptLine) -> Bool {
        defer { broken = text == line.text ? line.raw : text }
        return SuccessSentence(text, of: announcement) != nil
            || SuccessSentence((broken + line.raw).trimmingBlanks, of: announcement) != nil
    }

    /// Directly behind a success the script names the licence's state, only where that is the extended grace.
    private mutating func followUp(_ text: String) {
        defer { hasMore = true }
        guard !hasMore, item.result == .activated, SlmgrState.isOne(text) else { return }
        item.status = .extendedGrace
    }

    /// Whether an id is in brackets; a console may have broken the line before the second one.
    private static func isBracketed(_ identifier: Scan.Identifier, in text: String) -> Bool {
        let before = text.part(to: identifier.range.lowerBound).trimmingBlanks
        let behind = text.part(from: identifier.range.upperBound).trimmingBlanks
        return (before.hasSuffix("(") || before.hasSuffix("（"))
            && (behind.isEmpty || behind.hasPrefix(")") || behind.hasPrefix("）"))
    }

    /// Where the first ellipsis ends: three dots, or the one character, which some consoles lack.
    private static func endOfEllipsis(in text: String) -> Int? {
        for mark in ["...", "…", "。。。"] {
            if let range = text.firstRange(of: mark) { return text[..<range.upperBound].utf8.count }
        }
        return nil
    }

    /// What stands before the product's own name.
    private static func words(in text: String) -> String {
        let starts = ["Windows", "Office"].compactMap { text.firstRange(of: $0)?.lowerBound }
        return starts.min().map { String(text[..<$0]) } ?? text
    }

    /// The product's own name, which is not translated, from a line that speaks of it.
    private static func name(in text: String) -> String? {
        let starts = ["Windows", "Office"].compactMap { text.firstRange(of: $0)?.lowerBound }
        let name = starts.min().map { text[$0...].trimmingBlanks } ?? text.trimmingBlanks
        return name.isEmpty ? nil : name
    }
}
