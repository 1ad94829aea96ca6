import Foundation

/// An event of the status log as any reader of JSON sees it, not as the pipeline's own types do.
struct RawEvent: Decodable, Sendable {
    struct Content: Decodable, Sendable {
        struct Computer: Decodable, Sendable { var name: String }
        var job, product, state: String?
        var computer: Computer?
        var attempt: Int?
        var nextAttemptAt: String?
    }
    var id, type, source, time: String
    var data: Content

    /// When its author made it, in seconds since 1970.
    var seconds: Double { RawEvent.seconds(time) ?? 0 }
    /// Seconds until the next attempt, where it says when that is.
    var wait: Double? { data.nextAttemptAt.flatMap(RawEvent.seconds).map { $0 - seconds } }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func seconds(_ text: String) -> Double? {
        (try? style.parse(text))?.timeIntervalSince1970
    }
}
