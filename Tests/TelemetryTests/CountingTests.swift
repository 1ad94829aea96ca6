import Telemetry
import Testing

@Suite("Counting")
struct CountingTests {
    @Test("loses nothing, however many count at once")
    func concurrent() async {
        let (counter, gauge) = (Counter(), Gauge())
        let histogram = Histogram(bounds: [1, 2])
        let registry = MetricRegistry()
        registry.add { [MetricFamily("sums", "Sums.", [(histogram, [])])] }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<2000 {
                        counter.increment()
                        gauge.add(2)
                        histogram.observe(1.5)
                        gauge.add(-1)
                    }
                }
            }
        }
        #expect(counter.value == 16_000)
        #expect(gauge.value == 16_000)
        let text = PrometheusText.write(registry.read())
        #expect(text.contains("sums_count 16000\n"), "\(text)")
        #expect(text.contains("sums_sum 24000\n"), "\(text)")
    }

    @Test("counts under labels that are fixed, and what has none under the others")
    func labels() {
        let counters = LabelledCounters(["a", "b"], other: [.init("kind", "other")]) { [.init("kind", $0)] }
        let registry = MetricRegistry()
        _ = registry.counters("kinds_total", "Kinds.", counters)
        counters["b"]?.increment()
        counters["c"]?.increment()
        counters["d"]?.increment()
        let text = PrometheusText.write(registry.read())
        #expect(
            text.contains("kinds_total{kind=\"a\"} 0\nkinds_total{kind=\"b\"} 1\nkinds_total{kind=\"other\"} 2\n"),
            "\(text)"
        )
        #expect(LabelledCounters([1]) { _ in [] }[2] == nil)
    }

    @Test("reads what the system says of the process")
    func process() throws {
        let values = Dictionary(
            uniqueKeysWithValues: ProcessMetrics.read().map { ($0.name, $0.samples.first?.value ?? 0) }
        )
        #expect(try #require(values["process_cpu_seconds_total"]) > 0)
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_max_fds"]) > 3)
        #expect(try #require(values["process_start_time_seconds"]) > 1_600_000_000)
    }
}
