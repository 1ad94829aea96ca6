package import ActivationDomain

/// The names of everything on the broker, all beginning with one prefix.
package struct BrokerNames: Sendable, Hashable {
    /// `rollcall` unless configured.
    package let prefix: String

    /// Makes the names.
    package init(prefix: String) {
        self.prefix = prefix
    }

    /// The exchange that jobs are published to; the key is the lane.
    package var jobs: String { "\(prefix).jobs" }
    /// The end of the delay ladder.
    package var due: String { "\(prefix).due" }
    /// Where messages go that are no valid job.
    package var dead: String { "\(prefix).dead" }
    /// The queue behind ``dead``.
    package var deadQueue: String { "\(prefix).jobs.dead" }
    /// Exchange and queue of what should never be there.
    package var unrouted: String { "\(prefix).unrouted" }
    /// The exchange of status events.
    package var status: String { "\(prefix).status" }
    /// The stream that keeps them.
    package var statusLog: String { "\(prefix).status.log" }
    /// The queue that keeps how each job ended.
    package var results: String { "\(prefix).results" }
    /// The exchange on which workers speak of themselves.
    package var workers: String { "\(prefix).workers" }

    /// The queue of a lane.
    package func lane(_ lane: Lane) -> String { "\(prefix).jobs.\(lane.rawValue)" }

    /// Exchange and queue of a level of the delay ladder.
    package func delay(_ level: Int) -> String { "\(prefix).delay.\(level < 10 ? "0" : "")\(level)" }

    /// The routing key of the dead exchange for what came from a lane.
    package func poisonKey(_ lane: Lane) -> String { "poison.\(lane.rawValue)" }
}
