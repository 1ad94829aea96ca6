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
    /// One sentence: what is wrong and where.
    package var detail: String

    /// Makes a rejection.
    package init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
