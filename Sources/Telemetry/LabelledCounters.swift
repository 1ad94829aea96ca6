/// Counters that differ in their labels, all of them known from the beginning.
///
/// What can be counted is fixed when it is made, so that finding a counter needs no lock, and nothing that comes from
/// outside can add one. The key is the program's own value for the labels.
package final class LabelledCounters<Key: Hashable & Sendable>: Sendable {
    private let counters: [Key: Counter]
    private let labels: [Key: [MetricFamily.Label]]
    private let order: [Key]
    private let other: (counter: Counter, labels: [MetricFamily.Label])?

    /// Makes a counter for each key, in that order; `other` are the labels of the one for all other keys.
    package init(
        _ keys: [Key],
        other: [MetricFamily.Label]? = nil,
        labels: (Key) -> [MetricFamily.Label]
    ) {
        order = keys
        counters = Dictionary(keys.map { ($0, Counter()) }, uniquingKeysWith: { first, _ in first })
        self.labels = Dictionary(keys.map { ($0, labels($0)) }, uniquingKeysWith: { first, _ in first })
        self.other = other.map { (Counter(), $0) }
    }

    /// The counter of a key; nil for one that is not known when there is none for the others.
    package subscript(key: Key) -> Counter? { counters[key] ?? other?.counter }

    func samples() -> [MetricFamily.Sample] {
        var samples = order.compactMap { key in
            counters[key].map { MetricFamily.Sample(Double($0.value), labels[key] ?? []) }
        }
        if let other { samples.append(.init(Double(other.counter.value), other.labels)) }
        return samples
    }
}
