package import ActivationDomain

/// How a campaign stands, by the events read so far: a plain value.
///
/// The first event of an id counts, repeats change nothing, and what is said of a job after its end is ignored.
package struct CampaignProgress: Sendable {
    /// Where one job stands.
    package struct JobStatus: Sendable, Hashable {
        package var computer: String
        package var product: String
        package var lab: String
        package var state: ActivationState
        package var attempt: Int
        package var code: String?
        package var innerCode: String?

        /// The code that decides: the inner one where there is one.
        package var decidingCode: String? { innerCode ?? code }
    }

    package let campaign: String
    /// Every job that an event has named, by id.
    package private(set) var jobs: [String: JobStatus] = [:]
    /// How many jobs stand in each state.
    package private(set) var counts: [ActivationState: Int] = [:]
    /// How many attempts were begun.
    package private(set) var attempts = 0
    /// How many events repeated one that had been seen.
    package private(set) var repeats = 0
    private var seen: Set<String> = []
    private var announced: Int?

    /// Makes the progress of a campaign of which nothing is known but, perhaps, the number of its jobs.
    package init(campaign: String, expected: Int? = nil) {
        self.campaign = campaign
        announced = expected
    }

    /// The number of jobs, as far as known.
    package var total: Int { max(announced ?? 0, jobs.count) }
    /// How many have ended.
    package var ended: Int { counts.reduce(0) { $1.key.isLast ? $0 + $1.value : $0 } }
    /// How many are active.
    package var activated: Int { counts[.activated] ?? 0 }
    /// Whether the enrolment is complete and every job has ended.
    package var isComplete: Bool { announced != nil && ended >= total }

    /// Takes an event in.
    ///
    /// - Returns: whether it changed anything.
    @discardableResult
    package mutating func apply(_ event: ObservedEvent) -> Bool {
        if let enrolled = event.enrolled, enrolled.campaign == campaign {
            announced = max(announced ?? 0, enrolled.count)
            return true
        }
        guard let activation = event.activation, activation.campaign == campaign else { return false }
        guard seen.insert(event.id).inserted else {
            repeats += 1
            return false
        }
        let known = jobs[activation.job]
        if let known, known.state.isLast { return false }
        if activation.state == .running { attempts += 1 }
        if let known, isLate(activation, known) { return false }
        if let known { counts[known.state, default: 0] -= 1 }
        counts[activation.state, default: 0] += 1
        jobs[activation.job] = JobStatus(
            computer: activation.computer,
            product: activation.product,
            lab: activation.lab,
            state: activation.state,
            attempt: activation.attempt,
            code: activation.code ?? known?.code,
            innerCode: activation.code == nil ? known?.innerCode : activation.innerCode
        )
        return true
    }

    /// `enrolled` is published after the job, so a worker's events may come before it.
    private func isLate(_ activation: ObservedEvent.Activation, _ known: JobStatus) -> Bool {
        activation.state == .enrolled || activation.attempt < known.attempt
    }
}
