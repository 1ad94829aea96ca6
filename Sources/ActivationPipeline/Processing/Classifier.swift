package import ActivationDomain
package import KMSExchange

/// Turns what came of an attempt into what follows from it, by the error catalogue: a pure function.
package struct Classifier: Sendable {
    private let catalogue: ErrorCatalogue
    private let source: String
    private let scale: Double
    private let maximumAttempts: Int?

    /// Makes a classifier.
    ///
    /// - Parameters:
    ///   - catalogue: what each code means.
    ///   - source: who speaks in the events.
    ///   - scale: multiplies every wait of the catalogue.
    ///   - maximumAttempts: fewer attempts than the catalogue grants, for demonstrations and tests; nil for its own.
    package init(catalogue: ErrorCatalogue, source: String, scale: Double, maximumAttempts: Int?) {
        self.catalogue = catalogue
        self.source = source
        self.scale = scale
        self.maximumAttempts = maximumAttempts
    }

    /// What follows when a job is not tried.
    package func verdict(
        _ denial: Admission.Denial,
        _ job: Job,
        now: Timestamp,
        draw: @autoclosure () -> Double
    ) -> Verdict {
        switch denial {
        case .expired: return .end(event(job, .expired, now))
        case .failed(let code, let detail): return .end(event(job, .failed, now, code, detail: detail))
        case .refused(let code, let detail): return .end(event(job, .refused, now, code, detail: detail))
        case .parked(let code, let detail):
            // Around a minute, so that a new register is noticed soon.
            let wait = Duration.seconds(60) * scale * (0.5 + draw())
            return park(event(job, .parked, now, code, detail: detail), wait)
        }
    }

    /// What follows from an attempt that took `duration`; `draw` gives a random number from 0 to 1 for the jitter of a
    /// wait, if there is one: it costs a call of the system.
    package func verdict(
        _ result: ExchangeResult,
        _ job: Job,
        now: Timestamp,
        duration: Duration,
        draw: @autoclosure () -> Double
    ) -> Verdict {
        var event = ActivationEvent(job: job, state: .activated, source: source, time: now)
        event.licence = result.licence
        event.kmsHost = result.kmsHost
        event.evidence = result.evidence
        event.duration = duration
        switch result.outcome {
        case .activated:
            return .end(event)
        case .interrupted:
            return .handBack(job)
        case .refused(let code):
            event.state = .refused
            event.failure = failure(code, inner: nil)
            return .end(event)
        case .parked(let code, let until):
            event.state = .parked
            event.failure = failure(code, inner: nil)
            // A little later than that, each at another time: whoever waited comes back one by one.
            return park(event, until.since(now) * (1 + 0.1 * draw()))
        case .failed(let code, let inner):
            event.failure = failure(code, inner: inner)
            return afterFailure(event, now: now, draw: draw())
        }
    }

    /// The end of a job that has crashed its workers again and again.
    package func crashed(_ job: Job, times: Int, now: Timestamp) -> Verdict {
        let detail = "\(times) workers were lost while they held this job"
        return .end(
            event(job, .failed, now, .workerCrashed, detail: detail),
            deadCopy: JobRejection(.workerCrashed, detail)
        )
    }

    // MARK: Parts

    private func afterFailure(_ event: ActivationEvent, now: Timestamp, draw: Double) -> Verdict {
        var event = event
        let policy = event.failure?.entry.policy ?? RetryPolicy(attempts: 1, backoff: nil)
        var limited = policy
        limited.attempts = min(policy.attempts, maximumAttempts ?? policy.attempts)
        guard let wait = limited.wait(afterAttempt: event.job.attempt, draw: draw) else {
            event.state = .failed
            event.isExhausted = policy.attempts > 1
            return .end(event)
        }
        event.state = .deferred
        var next = event.job
        next.attempt += 1
        return again(event, next, wait * scale)
    }

    private func park(_ event: ActivationEvent, _ wait: Duration) -> Verdict {
        var event = event
        event.job.parks += 1
        return again(event, event.job, wait)
    }

    /// The next attempt, or the end when it would fall behind the deadline.
    private func again(_ event: ActivationEvent, _ next: Job, _ wait: Duration) -> Verdict {
        var event = event
        let seconds = DelayLadder.quantise(wait)
        let time = event.time.advanced(by: .seconds(seconds))
        if let notAfter = event.job.notAfter, time > notAfter {
            event.state = .expired
            return .end(event)
        }
        event.nextAttemptAt = time
        return .again(event, next, afterSeconds: seconds)
    }

    private func event(_ job: Job, _ state: ActivationState, _ now: Timestamp) -> ActivationEvent {
        ActivationEvent(job: job, state: state, source: source, time: now)
    }

    private func event(
        _ job: Job,
        _ state: ActivationState,
        _ now: Timestamp,
        _ code: ErrorCode,
        detail: String
    ) -> ActivationEvent {
        var event = event(job, state, now)
        event.failure = failure(code, inner: nil)
        event.evidence.detail = detail
        return event
    }

    /// The inner code decides where there is one.
    private func failure(_ code: ErrorCode, inner: ErrorCode?) -> ActivationEvent.Failure {
        ActivationEvent.Failure(code: code, innerCode: inner, entry: catalogue.entry(inner ?? code))
    }
}
