/// Notices confirms that do not come although the connection stands.
///
/// A cluster that loses a node can forget to confirm what was on its way to that node, for good. Nothing else would tell:
/// heartbeats come, later publishes are confirmed. So a publish that has been the oldest unconfirmed one of its channel
/// for too long counts as lost with its connection, and is sent again on the next.
struct StallDetector {
    private struct Front {
        var tag: UInt64
        var since: ContinuousClock.Instant
    }
    private let limit: Duration
    private var fronts: [UInt16: Front] = [:]
    private var nextLook: ContinuousClock.Instant
    /// How exactly the limit is kept.
    private static let interval = Duration.seconds(1)

    /// Begins to look; a confirm may take as long as `limit`.
    init(limit: Duration, now: ContinuousClock.Instant) {
        self.limit = limit
        nextLook = now
    }

    /// Looks at the number of each channel's oldest unconfirmed publish.
    ///
    /// - Throws: `connectionLost` when one has been the oldest for too long. The time in which the broker blocks
    ///   publishes does not count.
    mutating func look(
        at now: ContinuousClock.Instant,
        isBlocked: Bool,
        _ oldest: () -> [UInt16: UInt64]
    ) throws(AMQPError) {
        guard now >= nextLook else { return }
        nextLook = now + StallDetector.interval
        let tags = isBlocked ? [:] : oldest()
        fronts = fronts.filter { tags[$0.key] == $0.value.tag }
        for (channel, tag) in tags where fronts[channel] == nil { fronts[channel] = Front(tag: tag, since: now) }
        guard fronts.values.contains(where: { now - $0.since >= limit }) else { return }
        throw AMQPError(
            .connectionLost,
            "the connection to the broker was given up: a message was not confirmed for \(limit.components.seconds) s"
        )
    }
}
