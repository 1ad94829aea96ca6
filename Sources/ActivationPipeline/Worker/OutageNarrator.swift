package import AMQPClient

/// Which changes of a program's connections are worth a line of its log: a plain state machine.
///
/// A worker has two connections, and a broker that is away for ten minutes is tried a hundred times on each. People
/// want to read one line when it is lost, a few on the way, and one when it is back.
package struct OutageNarrator: Sendable {
    /// What to say.
    package enum Line: Sendable, Equatable {
        case lost(AMQPError)
        case stillLost(AMQPError, since: Duration)
        case back(after: Duration)
        case blocked(reason: String)
        case unblocked(after: Duration)
        case refused(AMQPError)
        case accepted(after: Duration)
    }

    /// When the first of the connections was lost.
    private var lostSince: ContinuousClock.Instant?
    private var lost: Set<String> = []
    private var blockedSince: [String: ContinuousClock.Instant] = [:]
    private var refusedSince: [String: ContinuousClock.Instant] = [:]
    private var nextReminder = OutageNarrator.firstReminder
    /// The reminders come at ever longer distances.
    private static let firstReminder = Duration.seconds(30)

    /// Makes a narrator that has heard nothing.
    package init() {}

    /// Hears of a connection's new state, and says what to log, if anything.
    package mutating func heard(
        _ state: AMQPConnectionState,
        of connection: String,
        at now: ContinuousClock.Instant
    ) -> Line? {
        switch state {
        case .lost(let error):
            blockedSince[connection] = nil
            refusedSince[connection] = nil
            lost.insert(connection)
            guard lostSince == nil else { return nil }
            lostSince = now
            nextReminder = OutageNarrator.firstReminder
            return .lost(error)
        case .waiting(_, let error, _):
            guard let lostSince, now - lostSince >= nextReminder else { return nil }
            while now - lostSince >= nextReminder { nextReminder *= 2 }
            return .stillLost(error, since: now - lostSince)
        case .connected:
            if let since = blockedSince.removeValue(forKey: connection) { return .unblocked(after: now - since) }
            if let since = refusedSince.removeValue(forKey: connection) { return .accepted(after: now - since) }
            lost.remove(connection)
            guard let since = lostSince, lost.isEmpty else { return nil }
            lostSince = nil
            return .back(after: now - since)
        case .blocked(let reason):
            guard blockedSince[connection] == nil else { return nil }
            blockedSince[connection] = now
            return .blocked(reason: reason)
        case .refusing(let error):
            guard refusedSince[connection] == nil else { return nil }
            refusedSince[connection] = now
            return .refused(error)
        case .ended:
            return nil
        }
    }
}
