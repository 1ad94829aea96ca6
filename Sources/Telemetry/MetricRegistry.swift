internal import Synchronization

/// The metrics of a program, in the order in which they were made.
package final class MetricRegistry: Sendable {
    private let readers = Mutex<[@Sendable () -> [MetricFamily]]>([])

    /// Makes a registry without metrics.
    package init() {}

    /// Makes a counter; its name must end with `_total`.
    package func counter(_ name: String, _ help: String) -> Counter {
        let counter = Counter()
        add { [MetricFamily(name, .counter, help, Double(counter.value))] }
        return counter
    }

    /// Makes counters that differ in their labels.
    package func counters<Key>(
        _ name: String,
        _ help: String,
        _ counters: LabelledCounters<Key>
    ) -> LabelledCounters<Key> {
        add { [MetricFamily(name, .counter, help, counters.samples())] }
        return counters
    }

    /// Makes a gauge.
    package func gauge(_ name: String, _ help: String) -> Gauge {
        let gauge = Gauge()
        add { [MetricFamily(name, .gauge, help, Double(gauge.value))] }
        return gauge
    }

    /// Makes a histogram; a range without a bound follows the given ones.
    package func histogram(_ name: String, _ help: String, bounds: [Double]) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        add { [MetricFamily(name, .histogram, help, histogram.samples())] }
        return histogram
    }

    /// Adds metrics that are looked up when they are asked for.
    package func add(_ read: @escaping @Sendable () -> [MetricFamily]) {
        readers.withLock { $0.append(read) }
    }

    /// What all of them say now.
    package func read() -> [MetricFamily] {
        // Not under the lock: what is looked up may take its own.
        readers.withLock(\.self).flatMap { $0() }
    }
}
