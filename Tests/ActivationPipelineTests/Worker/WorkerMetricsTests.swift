import ActivationDomain
import KMSExchange
import TestSupport
import Testing

@testable import ActivationPipeline

@Suite("What a worker counts")
struct WorkerMetricsTests {
    private let classifier: Classifier
    private let metrics: WorkerMetrics

    init() throws {
        let catalogue = try PipelineFixture.errors()
        metrics = WorkerMetrics(catalogue)
        classifier = Classifier(catalogue: catalogue, source: "/rollcall/worker/w1", scale: 1, maximumAttempts: nil)
    }

    private func settle(_ outcome: ExchangeResult.Outcome, attempt: Int = 1) {
        var job = PipelineFixture.job()
        job.attempt = attempt
        let verdict = classifier.verdict(
            ExchangeResult(outcome),
            job,
            now: PipelineFixture.time,
            duration: .milliseconds(1500),
            draw: 0.5
        )
        metrics.settled(verdict, confirmedAfter: .milliseconds(4))
    }

    private func lines() -> Set<String> { Set(metrics.text().split(separator: "\n").map(String.init)) }

    @Test("are outcomes by state and by the code that decides, and how long all took")
    func outcomes() throws {
        settle(.activated)
        settle(.activated)
        let (outer, inner) = (ErrorCode(hresult: 0xC004_F074), ErrorCode(hresult: 0xC004_F06C))
        settle(.failed(outer, inner: inner))
        settle(.failed(outer, inner: inner), attempt: 1000)
        settle(.failed(ErrorCode(hresult: 0x8123_4567), inner: nil), attempt: 1000)
        settle(.interrupted)
        let lines = lines()
        for line in [
            "rollcall_jobs_total{state=\"activated\",error_code=\"\"} 2",
            "rollcall_jobs_total{state=\"deferred\",error_code=\"0xC004F06C\"} 1",
            "rollcall_jobs_total{state=\"failed\",error_code=\"0xC004F06C\"} 1",
            "rollcall_jobs_total{state=\"failed\",error_code=\"other\"} 1",
            "rollcall_jobs_total{state=\"expired\",error_code=\"\"} 0",
            "rollcall_job_duration_seconds_bucket{le=\"1\"} 0", "rollcall_job_duration_seconds_bucket{le=\"2\"} 5",
            "rollcall_job_duration_seconds_sum 7.5", "rollcall_retry_delay_seconds_count 1",
            "rollcall_publish_confirm_seconds_bucket{le=\"0.005\"} 6",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test("is the wait for a first attempt alone")
    func waits() {
        var job = PipelineFixture.job()
        metrics.begins(job, at: job.enrolledAt.advanced(by: .seconds(30)))
        // The producer's clock may be ahead.
        metrics.begins(job, at: job.enrolledAt.advanced(by: .seconds(-30)))
        job.attempt = 2
        metrics.begins(job, at: job.enrolledAt.advanced(by: .seconds(3000)))
        let lines = lines()
        #expect(lines.contains("rollcall_job_queue_wait_seconds_count 2"))
        #expect(lines.contains("rollcall_job_queue_wait_seconds_sum 30"))
    }

    @Test("has counters for every code from the beginning, and not too many")
    func bounded() async throws {
        let before = metrics.text()
        #expect(before.matches(of: /rollcall_jobs_total\{/).count < 400)
        for code in try PipelineFixture.errors().entries.keys { settle(.failed(code, inner: nil)) }
        #expect(metrics.text().split(separator: "\n").count == before.split(separator: "\n").count)
        try await Promtool.check(metrics: metrics.text())
    }
}
