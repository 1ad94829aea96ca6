package import ActivationDomain

extension BoardVitals {
    /// How long the board may not have written before it counts as not running; it does so every other second.
    package static let silence = Duration.seconds(20)

    /// Whether what it says of itself is too old to be the present.
    package func isOld(now: Timestamp) -> Bool { now.since(writtenAt) > BoardVitals.silence }

    /// Whether the board hears workers: not without the broker, not while that takes no messages or the board cannot
    /// write.
    package func hearsWorkers(now: Timestamp) -> Bool { broker == "connected" && !isOld(now: now) }
}
