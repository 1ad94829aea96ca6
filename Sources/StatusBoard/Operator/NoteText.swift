internal import ActivationDomain
internal import Foundation
internal import Hummingbird

/// What a note may be: plain text.
enum NoteText {
    /// In characters.
    static let limit = 2000

    /// The text as it is kept: one kind of line end, no blanks around it, nothing that turns or hides text.
    ///
    /// - Throws: ``Refusal`` when nothing is left or it is too long.
    static func kept(_ text: String) throws(Refusal) -> String {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let plain = String(String.UnicodeScalarView(lines.unicodeScalars.filter { !$0.isCommand || $0 == "\n" }))
        let kept = plain.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        guard !kept.isEmpty else {
            throw Refusal(.badRequest, LocalizedText(english: "The note is empty.", traditionalChinese: "備註是空的。"))
        }
        // A character may be of many scalars; both are limited.
        guard kept.count <= limit, kept.unicodeScalars.count <= 2 * limit else {
            throw Refusal(
                .badRequest,
                LocalizedText(
                    english: "The note is longer than \(limit) characters.",
                    traditionalChinese: "備註超過 \(limit) 個字元。"
                )
            )
        }
        return kept
    }
}
