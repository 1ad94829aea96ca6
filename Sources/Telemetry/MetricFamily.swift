/// A metric as it is read at one moment: its samples with one name.
package struct MetricFamily: Sendable, Hashable {
    /// What kind of number it is.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// A label of a sample; its values must be few, so never a job or a computer.
    package struct Label: Sendable, Hashable {
        package var name: String
        package var value: String

        /// Makes a label.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One number.
    package struct Sample: Sendable, Hashable {
        /// What follows the family's name, as `_sum` of a histogram.
        var suffix = ""
        package var labels: [Label]
        package var value: Double

        /// Makes a sample.
        package init(_ value: Double, _ labels: [Label] = []) {
            self.labels = labels
            self.value = value
        }

        init(suffix: String, _ value: Double, _ labels: [Label]) {
            self.init(value, labels)
            self.suffix = suffix
        }
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package var samples: [Sample]

    /// Makes a family; names and labels must be such as Prometheus takes.
    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        precondition(MetricFamily.isName(name), "\(name) is no name of a metric")
        precondition(
            (kind == .counter) == name.hasSuffix("_total"),
            "\(name): _total is for counters, and for each of them"
        )
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// Makes a family of one number without labels.
    package init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, [Sample(value)])
    }

    /// Makes a family of histograms that differ in their labels.
    package init(_ name: String, _ help: String, _ histograms: [(Histogram, [Label])]) {
        self.init(name, .histogram, help, histograms.flatMap { $0.samples($1) })
    }

    /// Letters, digits and `_`, as the naming practices have it: the data model's colon is for recording rules.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }
}

extension Histogram {
    /// The samples of the histogram, as Prometheus wants them: each range holds those below it.
    func samples(_ labels: [MetricFamily.Label] = []) -> [MetricFamily.Sample] {
        let (sum, counts) = reading
        var samples: [MetricFamily.Sample] = []
        var total = 0
        for (count, bound) in zip(counts, bounds.map(PrometheusText.number) + ["+Inf"]) {
            total += count
            let label = MetricFamily.Label("le", bound)
            samples.append(.init(suffix: "_bucket", Double(total), labels + [label]))
        }
        return samples + [.init(suffix: "_sum", sum, labels), .init(suffix: "_count", Double(total), labels)]
    }
}
