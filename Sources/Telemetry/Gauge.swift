internal import Synchronization

/// A number that goes up and down, such as that of messages without a confirm.
///
/// A change is one atomic addition: no lock, no allocation, from any thread.
package final class Gauge: Sendable {
    private let current = Atomic<Int>(0)

    /// Makes a gauge that no registry knows; see ``MetricRegistry/gauge(_:_:)``.
    package init() {}

    /// The number now.
    package var value: Int { current.load(ordering: .relaxed) }

    /// Adds to it; a negative step takes away.
    package func add(_ step: Int) { current.wrappingAdd(step, ordering: .relaxed) }
}
