package import ActivationDomain
package import Telemetry

/// What a worker counts of its work, for Prometheus.
///
/// The path of each job has atomic additions alone: every counter is there from the beginning, one for each state and
/// each code of the catalogue that can lead to it.
package final class WorkerMetrics: Sendable {
    /// What jobs are counted by.
    private struct Outcome: Hashable {
        var state: ActivationState
        /// Empty without one; `other` for one that is not in the catalogue.
        var code: String
    }

    private let registry = MetricRegistry()
    private let jobs: LabelledCounters<Outcome>
    private let attempts: Histogram
    private let queueWait: Histogram
    private let retryDelay: Histogram
    private let confirms: Histogram
    private let rejected: Counter
    private let reconnects: LabelledCounters<String>
    /// Times that a credential was set to rest because too many computers, or its realm, have refused it.
    package let credentialRests: Counter

    /// Makes the metrics of a worker whose catalogue has these codes.
    package init(_ catalogue: ErrorCatalogue) {
        jobs = registry.counters(
            "rollcall_jobs_total",
            "Jobs that have ended or wait again, by what came of the attempt.",
            LabelledCounters(WorkerMetrics.outcomes(of: catalogue)) {
                [.init("state", $0.state.rawValue), .init("error_code", $0.code)]
            }
        )
        attempts = registry.histogram(
            "rollcall_job_duration_seconds",
            "How long exchanges with computers took.",
            bounds: [0.5, 1, 2, 5, 10, 20, 30, 60, 120]
        )
        queueWait = registry.histogram(
            "rollcall_job_queue_wait_seconds",
            "How long jobs waited for their first attempt, by the clocks of the producer and of this worker.",
            bounds: [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400]
        )
        retryDelay = registry.histogram(
            "rollcall_retry_delay_seconds",
            "How long jobs were made to wait for another attempt.",
            bounds: [1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800]
        )
        confirms = registry.histogram(
            "rollcall_publish_confirm_seconds",
            "How long the broker took to confirm what follows from a job.",
            bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]
        )
        rejected = registry.counter("rollcall_messages_rejected_total", "Messages that were no valid job.")
        credentialRests = registry.counter(
            "rollcall_credential_rests_total",
            "Times that a credential was set to rest because too many computers, or its realm, have refused it."
        )
        reconnects = registry.counters(
            "rollcall_reconnects_total",
            "Times that a connection to the broker was lost and came back.",
            LabelledCounters(["jobs", "events"]) { [.init("connection", $0)] }
        )
    }

    private static func outcomes(of catalogue: ErrorCatalogue) -> [Outcome] {
        let entries = catalogue.entries.sorted { $0.key.text < $1.key.text }
        func outcomes(_ state: ActivationState, _ matches: (ErrorCatalogue.Entry) -> Bool) -> [Outcome] {
            entries.filter { matches($0.value) }.map { Outcome(state: state, code: $0.key.text) }
                + [Outcome(state: state, code: "other")]
        }
        return [Outcome(state: .activated, code: "")]
            + outcomes(.deferred) { $0.policy.attempts > 1 }
            + outcomes(.parked) { $0.code == .registerStale || $0.errorClass == .access }
            + outcomes(.failed) { $0.errorClass != .notOurs }
            + outcomes(.refused) { $0.errorClass == .notOurs }
            + outcomes(.expired) { $0.policy.attempts > 1 }
            + [Outcome(state: .expired, code: "")]
    }

    // MARK: Counting

    /// A job begins that was enrolled at that time.
    func begins(_ job: Job, at now: Timestamp) {
        // Later attempts wait in the ladder, and the job does not say since when it is due.
        guard job.attempt == 1, job.parks == 0 else { return }
        queueWait.observe(max(0, now.seconds - job.enrolledAt.seconds))
    }

    /// What follows from a job is confirmed, so long after it was sent.
    func settled(_ verdict: Verdict, confirmedAfter wait: Duration) {
        confirms.observe(wait)
        switch verdict {
        case .end(let event, _): count(event)
        case .again(let event, _, let seconds):
            count(event)
            retryDelay.observe(Double(seconds))
        case .handBack, .reject: break
        }
    }

    /// A message was no valid job.
    func rejects() { rejected.increment() }

    /// A connection has come back.
    func reconnected(_ connection: String) { reconnects[connection]?.increment() }

    private func count(_ event: ActivationEvent) {
        let code = event.failure.map { ($0.innerCode ?? $0.code).text } ?? ""
        let counter = jobs[Outcome(state: event.state, code: code)] ?? jobs[Outcome(state: event.state, code: "other")]
        counter?.increment()
        if let duration = event.duration { attempts.observe(duration) }
    }

    // MARK: Reading

    /// Adds metrics that are looked up when they are asked for.
    package func add(_ read: @escaping @Sendable () -> [MetricFamily]) { registry.add(read) }

    /// All that is counted, as Prometheus reads it.
    package func text() -> String { PrometheusText.write(registry.read()) }
}
