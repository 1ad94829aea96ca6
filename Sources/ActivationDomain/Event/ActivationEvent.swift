/// What became of a job at one point: the content of a status event.
package struct ActivationEvent: Sendable, Hashable {
    /// The licence as the computer itself reports it.
    package struct Licence: Sendable, Hashable {
        package var status: LicenceStatus
        package var minutesRemaining: Int

        /// Makes a licence.
        package init(status: LicenceStatus, minutesRemaining: Int) {
            self.status = status
            self.minutesRemaining = minutesRemaining
        }
    }

    /// Why an attempt did not activate the product.
    package struct Failure: Sendable, Hashable {
        package var code: ErrorCode
        package var innerCode: ErrorCode?
        /// What the catalogue says of the cause: of the inner code where there is one.
        package var entry: ErrorCatalogue.Entry

        /// Makes a failure.
        package init(code: ErrorCode, innerCode: ErrorCode?, entry: ErrorCatalogue.Entry) {
            self.code = code
            self.innerCode = innerCode
            self.entry = entry
        }
    }

    package var job: Job
    package var state: ActivationState
    /// A path that says who speaks, such as `/rollcall/worker/w1`.
    package var source: String
    package var time: Timestamp
    package var failure: Failure?
    /// Whether the attempts are used up.
    package var isExhausted = false
    package var nextAttemptAt: Timestamp?
    package var licence: Licence?
    package var kmsHost: String?
    package var duration: Duration?
    package var evidence = Evidence()

    /// Makes an event without details.
    package init(job: Job, state: ActivationState, source: String, time: Timestamp) {
        self.job = job
        self.state = state
        self.source = source
        self.time = time
    }

    /// What tells a repeat: the first event of an id counts.
    package var id: String {
        if state.isLast { return job.id.text + "/end" }
        let base = "\(job.id.text)/\(job.attempt)/\(state.rawValue)"
        return state == .parked ? "\(base)/\(job.parks)" : base
    }
}
