/// Makes guessing slow: failures are counted, and after some of them log-ons must wait, longer each time.
///
/// They are counted for a user from one address, which is what a person mistypes; for an address, which may try many
/// users; and for a user, whom many addresses may try. The last is generous, so that nobody is locked out by others; and
/// loopback does not count as an address of one's own, since tunnels and proxies come from there for everyone.
///
/// | counted for | failures without a wait |
/// | --- | --- |
/// | a user from an address | 4 |
/// | an address | 19 |
/// | a user | 99 |
///
/// The first wait is 30 s, each further failure doubles it, up to 15 minutes; an hour without one forgets them.
/// An attempt counts as failed from its beginning, so that many at one moment gain nothing.
struct LogOnThrottle: Sendable {
    typealias Instant = ContinuousClock.Instant

    private enum Key: Hashable {
        case pair(String, String)
        case address(String)
        case user(String)

        var limit: Int {
            switch self {
            case .pair: 5
            case .address: 20
            case .user: 100
            }
        }
    }

    private struct Entry {
        var failures = 0
        var changedAt: Instant
        var closedUntil: Instant?
    }

    static let firstWait = Duration.seconds(30)
    static let longestWait = Duration.seconds(900)
    static let memory = Duration.seconds(3600)
    /// How much is kept at most; beyond it what is oldest goes.
    static let capacity = 20_000

    private var entries: [Key: Entry] = [:]

    /// How much is kept.
    var count: Int { entries.count }

    /// Begins an attempt, unless it must wait; then says how long.
    mutating func begin(user: String, from address: ClientAddress, at now: Instant) -> Duration? {
        let keys = LogOnThrottle.keys(user, address)
        if let wait = wait(user: user, from: address, at: now) { return wait }
        makeRoom(now)
        for key in keys {
            var entry = entries[key] ?? Entry(changedAt: now)
            if entry.changedAt.duration(to: now) > LogOnThrottle.memory { entry.failures = 0 }
            entry.failures += 1
            entry.changedAt = now
            entry.closedUntil = LogOnThrottle.wait(after: entry.failures, limit: key.limit).map { now.advanced(by: $0) }
            entries[key] = entry
        }
        return nil
    }

    /// Ends an attempt well: it was no failure, and those of this user from here are forgotten.
    mutating func succeeded(user: String, from address: ClientAddress) {
        withdrawn(user: user, from: address)
        entries[.pair(user, address.limitKey)] = nil
    }

    /// Ends an attempt that was not made, since nobody had the time.
    mutating func withdrawn(user: String, from address: ClientAddress) {
        LogOnThrottle.keys(user, address).forEach { withdraw($0) }
    }

    /// How long the next attempt must wait; nil when it need not.
    func wait(user: String, from address: ClientAddress, at now: Instant) -> Duration? {
        let wait = LogOnThrottle.keys(user, address).compactMap { entries[$0]?.closedUntil }.max()
        return wait.map { now.duration(to: $0) }.flatMap { $0 > .zero ? $0 : nil }
    }

    private mutating func withdraw(_ key: Key) {
        guard var entry = entries[key] else { return }
        entry.failures -= 1
        if entry.failures < key.limit { entry.closedUntil = nil }
        entries[key] = entry.failures > 0 ? entry : nil
    }

    private mutating func makeRoom(_ now: Instant) {
        guard entries.count + 3 > LogOnThrottle.capacity else { return }
        entries = entries.filter { $0.value.changedAt.duration(to: now) <= LogOnThrottle.memory }
        guard entries.count + 3 > LogOnThrottle.capacity else { return }
        // Half of it at once, so that the next attempts need not look again.
        let times = entries.values.map(\.changedAt).sorted()
        let middle = times[times.count / 2]
        entries = entries.filter { $0.value.changedAt > middle }
    }

    private static func keys(_ user: String, _ address: ClientAddress) -> [Key] {
        let keys: [Key] = [.pair(user, address.limitKey), .user(user)]
        return address.isLoopback ? keys : keys + [.address(address.limitKey)]
    }

    private static func wait(after failures: Int, limit: Int) -> Duration? {
        guard failures >= limit else { return nil }
        // Five doublings reach the longest wait.
        return min(firstWait * (1 << min(failures - limit, 5)), longestWait)
    }
}
