internal import Foundation

/// A status event as a reader of JSON sees it.
package struct Event: Decodable, Sendable {
    /// What it says.
    package struct Content: Decodable, Sendable {
        /// The computer.
        package struct Computer: Decodable, Sendable { package var name: String }
        /// An error.
        package struct Failure: Decodable, Sendable {
            package var code: String
            package var innerCode: String?
            package var `class`: String
            package var title, advice: [String: String]
        }
        /// What else was read of the computer.
        package struct Evidence: Decodable, Sendable {
            package var clockOffsetSeconds: Double?
            package var timeZone, detail, contactedAddress, otherEditions, mended, system: String?
        }
        /// A licence.
        package struct Licence: Decodable, Sendable { package var status, minutesRemaining: Int }
        package var job, product, state: String
        package var computer: Computer
        package var attempt: Int
        package var error: Failure?
        package var exhausted: Bool?
        package var nextAttemptAt: String?
        package var licence: Licence?
        package var evidence: Evidence?
        package var labels: [String: String]?
    }
    package var id, type, time: String
    package var data: Content

    /// Whether it tells how the job ended.
    package var isLast: Bool { id.hasSuffix("/end") }
    /// Seconds from the event to the next attempt.
    package var wait: Double? {
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
package struct LedgerEntry: Decodable, Sendable {
    package var time, computer, action: String
    package var product, result: String?
}

/// What the judge counts.
package struct Judgement: Decodable, Sendable {
    /// How often computers were asked to activate.
    package struct Executions: Decodable, Sendable { package var total, most: Int }
    package var jobs: Int
    package var lastStates: [String: Int]
    package var jobsWithoutEnd: [String]
    package var duplicateEvents: Int
    package var contradictoryEnds: [Contradiction]
    package var executions: Executions?
    package var mismatches: [Mismatch]?

    /// A job with two different last states.
    package struct Contradiction: Decodable, Sendable {}
    /// A job that did not end as the scenario says.
    package struct Mismatch: Decodable, Sendable {}
}
