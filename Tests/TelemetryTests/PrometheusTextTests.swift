import TestSupport
import Testing

@testable import Telemetry

@Suite("Prometheus' text format")
struct PrometheusTextTests {
    @Test("writes names, kinds, labels and numbers, and escapes what would end a line or a label")
    func format() {
        let family = MetricFamily(
            "rollcall_things_total",
            .counter,
            "Things,\nwith a \\ in them.",
            [
                .init(3, [.init("kind", "a \"quoted\"\\\nname")]),
                .init(0.25, [.init("kind", "b"), .init("other", "課")]),
            ]
        )
        #expect(
            PrometheusText.write([family]) == """
                # HELP rollcall_things_total Things,\\nwith a \\\\ in them.
                # TYPE rollcall_things_total counter
                rollcall_things_total{kind="a \\"quoted\\"\\\\\\nname"} 3
                rollcall_things_total{kind="b",other="課"} 0.25

                """
        )
    }

    @Test("leaves out what has no sample, and writes numbers as Go reads them")
    func numbers() {
        #expect(PrometheusText.write([MetricFamily("nothing", .gauge, "None.", [])]).isEmpty)
        #expect(PrometheusText.number(.infinity) == "+Inf")
        #expect(PrometheusText.number(-.infinity) == "-Inf")
        #expect(PrometheusText.number(.nan) == "NaN")
        #expect(PrometheusText.number(1_234_567_890_123) == "1234567890123")
        #expect(PrometheusText.number(1e300) == "1e+300")
        #expect(PrometheusText.number(-0.5) == "-0.5")
    }

    @Test("has each range of a histogram hold those below it")
    func histogram() {
        let registry = MetricRegistry()
        let histogram = registry.histogram("rollcall_wait_seconds", "Waits.", bounds: [0.5, 1, 2])
        for value in [0.1, 0.5, 0.6, 2, 2.5, 100] { histogram.observe(value) }
        histogram.observe(.milliseconds(1500))
        #expect(
            PrometheusText.write(registry.read()) == """
                # HELP rollcall_wait_seconds Waits.
                # TYPE rollcall_wait_seconds histogram
                rollcall_wait_seconds_bucket{le="0.5"} 2
                rollcall_wait_seconds_bucket{le="1"} 3
                rollcall_wait_seconds_bucket{le="2"} 5
                rollcall_wait_seconds_bucket{le="+Inf"} 7
                rollcall_wait_seconds_sum 107.2
                rollcall_wait_seconds_count 7

                """
        )
    }

    @Test("is what promtool takes, without a complaint")
    func promtool() async throws {
        let registry = MetricRegistry()
        registry.counter("rollcall_things_total", "Things.").increment(by: 2)
        registry.gauge("rollcall_open", "Open ones.").add(-1)
        registry.histogram("rollcall_wait_seconds", "Waits.", bounds: [1, 2]).observe(1.5)
        registry.add(ProcessMetrics.read)
        try await Promtool.check(metrics: PrometheusText.write(registry.read()))
        // So that this test can fail: a counter must not be called so.
        await #expect(throws: (any Error).self) {
            try await Promtool.check(
                metrics: "# HELP rollcall_things Things.\n# TYPE rollcall_things counter\nrollcall_things 1\n"
            )
        }
    }
}
