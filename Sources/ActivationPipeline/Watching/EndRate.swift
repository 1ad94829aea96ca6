package import ActivationDomain

/// How many jobs end in a second, by the times that their events bear: a plain value.
///
/// A watcher reads the history of a campaign faster than it happened, so only what has happened since it began counts.
package struct EndRate: Sendable {
    private let start: Timestamp
    /// Ends by the second after the start.
    private var ends: [Int: Int] = [:]

    /// Over how many seconds it is taken.
    package static let window = 10
    /// Before so many seconds have passed nothing can be said.
    package static let least = 3

    /// Makes the rate of a watcher that began at `start`.
    package init(since start: Timestamp) {
        self.start = start
    }

    /// Takes in an end that its event puts at `time`; one ahead of the watcher's clock counts for now.
    package mutating func count(endAt time: Timestamp, now: Timestamp) {
        guard time >= start else { return }
        ends[second(of: min(time, now)), default: 0] += 1
        let oldest = second(of: now) - EndRate.window
        if ends.count > 2 * EndRate.window { ends = ends.filter { $0.key >= oldest } }
    }

    /// Ends a second over the last whole seconds; nil as long as it is too early to tell, or none has come yet.
    package func perSecond(now: Timestamp) -> Double? {
        let present = second(of: now)
        guard present >= EndRate.least, !ends.isEmpty else { return nil }
        let first = max(present - EndRate.window, 0)
        let count = ends.reduce(0) { (first..<present).contains($1.key) ? $0 + $1.value : $0 }
        return Double(count) / Double(present - first)
    }

    private func second(of time: Timestamp) -> Int {
        Int(max(time.since(start) / .seconds(1), 0))
    }
}
