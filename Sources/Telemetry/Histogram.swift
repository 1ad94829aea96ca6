internal import Synchronization

/// How often a value lay in which range, such as how long attempts took.
///
/// An observation is a search among a dozen bounds and two atomic changes: no lock, no allocation, from any thread. Who
/// reads at the same moment may find one that is counted and not yet in the sum, which Prometheus bears.
package final class Histogram: Sendable {
    /// The upper bounds of the ranges, the least first; a last one without a bound follows.
    let bounds: [Double]
    private let counts: [Counter]
    /// The bits of the sum, a `Double`.
    private let sumBits = Atomic<UInt64>(0)

    /// Makes a histogram that no registry knows; see ``MetricRegistry/histogram(_:_:bounds:)``.
    package init(bounds: [Double]) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds that do not grow")
        self.bounds = bounds
        counts = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value.
    package func observe(_ value: Double) {
        var range = 0
        while range < bounds.count, value > bounds[range] { range += 1 }
        counts[range].increment()
        var old = sumBits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, current) = sumBits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = current
        }
    }

    /// Counts a stretch of time, in seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// The sum of all values, and how many lie in each range, the last one without a bound.
    var reading: (sum: Double, counts: [Int]) {
        (Double(bitPattern: sumBits.load(ordering: .relaxed)), counts.map(\.value))
    }
}
