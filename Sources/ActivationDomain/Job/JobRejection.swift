/// Why a message is no valid job.
package struct JobRejection: Error, Sendable, Hashable {
    /// The word that headers and events use.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case invalidJSON = "invalid-json"
        case invalidField = "invalid-field"
        case tooLarge = "too-large"
        case contentType = "content-type"
        case type
        case wrongID = "wrong-id"
        case workerCrashed = "worker-crashed"
    }

    package var reason: Reason
    /// One sentence: what is wrong and where; at most ``maximumDetailSize`` bytes.
    package let detail: String

    /// What a sentence may take, in bytes: it goes into a header, and the headers of a message must fit one AMQP frame
    /// together, else the message could never be set aside.
    package static let maximumDetailSize = 1024

    /// Makes a rejection; a longer sentence is cut.
    package init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = JobRejection.cut(detail)
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumDetailSize else { return text }
        var kept = String.UnicodeScalarView()
        var size = "…".utf8.count
        for scalar in text.unicodeScalars {
            size += scalar.utf8.count
            if size > maximumDetailSize { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
