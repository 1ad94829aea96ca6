internal import Synchronization

/// A number that only grows, such as that of ended jobs.
///
/// Counting is one atomic addition: no lock, no allocation, from any thread.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Makes a counter that no registry knows; see ``MetricRegistry/counter(_:_:)``.
    package init() {}

    /// The number so far.
    package var value: Int { count.load(ordering: .relaxed) }

    /// Adds to it.
    package func increment(by step: Int = 1) { count.wrappingAdd(step, ordering: .relaxed) }
}
