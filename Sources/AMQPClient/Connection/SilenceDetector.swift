/// Notices a peer that says nothing, not even heartbeats, for two intervals.
///
/// The library notices too, but only when it is called, and its limit runs from what it has read; this one says when to
/// look, so that a silence is not noticed half an interval late. Source: AMQP 0-9-1, section 4.2.7.
struct SilenceDetector {
    private let heartbeat: Duration
    private var lastHeard: ContinuousClock.Instant

    /// Begins to listen; the heartbeat is in seconds.
    init(heartbeat: Int, now: ContinuousClock.Instant) {
        self.heartbeat = .seconds(max(heartbeat, 1))
        lastHeard = now
    }

    /// The peer has said something.
    mutating func heard(at now: ContinuousClock.Instant) { lastHeard = now }

    /// Whether it is time to look closely: a heartbeat that the library takes in is not seen otherwise.
    func isInDoubt(at now: ContinuousClock.Instant) -> Bool { now - lastHeard >= heartbeat }

    /// When to look next: at the latest after half an interval, since only a call into the library sends heartbeats.
    func nextCheck(after now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        min(now + heartbeat / 2, lastHeard + heartbeat * 2)
    }

    /// - Throws: `connectionLost` when the silence has lasted for two intervals.
    func check(at now: ContinuousClock.Instant) throws(AMQPError) {
        guard now - lastHeard >= heartbeat * 2 else { return }
        throw AMQPError(
            .connectionLost,
            "the connection to the broker broke: nothing was heard for two heartbeats (\(heartbeat * 2))"
        )
    }
}
