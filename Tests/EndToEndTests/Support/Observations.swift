import Foundation

/// A status event as a reader of JSON sees it.
struct Event: Decodable, Sendable {
    struct Content: Decodable, Sendable {
        struct Computer: Decodable, Sendable { var name: String }
        struct Failure: Decodable, Sendable {
            var code: String
            var innerCode: String?
            var `class`: String
            var title, advice: [String: String]
        }
        struct Evidence: Decodable, Sendable {
            var clockOffsetSeconds: Double?
            var timeZone, detail, contactedAddress: String?
        }
        struct Licence: Decodable, Sendable { var status, minutesRemaining: Int }
        var job, product, state: String
        var computer: Computer
        var attempt: Int
        var error: Failure?
        var exhausted: Bool?
        var nextAttemptAt: String?
        var licence: Licence?
        var evidence: Evidence?
        var labels: [String: String]?
    }
    var id, type, time: String
    var data: Content

    var isLast: Bool { id.hasSuffix("/end") }
    /// Seconds from the event to the next attempt.
    var wait: Double? {
        guard let next = data.nextAttemptAt, let then = Event.seconds(next), let now = Event.seconds(time) else {
            return nil
        }
        return then - now
    }

    private static func seconds(_ text: String) -> Double? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? style.parse(text))?.timeIntervalSince1970
    }
}

/// A line of the lab's ledger.
struct LedgerEntry: Decodable, Sendable {
    var time, computer, action: String
    var product, result: String?
}

/// What the judge counts.
struct Judgement: Decodable, Sendable {
    struct Executions: Decodable, Sendable { var total, most: Int }
    var jobs: Int
    var lastStates: [String: Int]
    var jobsWithoutEnd: [String]
    var duplicateEvents: Int
    var contradictoryEnds: [Contradiction]
    var executions: Executions?
    var mismatches: [Mismatch]?

    struct Contradiction: Decodable, Sendable {}
    struct Mismatch: Decodable, Sendable {}
}
