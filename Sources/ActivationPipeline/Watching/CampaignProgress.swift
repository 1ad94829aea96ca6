package import ActivationDomain

/// How a campaign stands, by the events read so far: a plain value.
///
/// One job counts for each computer and product: that of the newest round, since a round is raised to try again what
/// has ended. What older rounds came to is superseded, and events of theirs that come late change nothing. Of one job
/// the first event of an id counts, and what is said of it after its end is ignored.
///
/// A campaign may have a million jobs with several events each: no id is kept, only what the last events of a job came
/// to, and each text once.
package struct CampaignProgress: Sendable {
    package let campaign: String
    /// How many jobs stand in each state.
    package private(set) var counts: [ActivationState: Int] = [:]
    /// How many attempts were begun, those of superseded rounds included.
    package private(set) var attempts = 0
    /// How many events told nothing new: repeats, and what is told of a job after its end or of a round that is over.
    package private(set) var repeats = 0
    /// How many jobs a newer round has taken the place of.
    package private(set) var superseded = 0
    private var records: [JobKey: JobRecord] = [:]
    private var computers = TextTable()
    private var texts = TextTable()
    private var codeCounts: [TextTable.Index: CodeCount] = [:]
    private var announced: Int?

    /// Jobs that share the code that decides and are not active.
    package struct CodeCount: Sendable, Hashable {
        /// Ended without success.
        package var ended = 0
        /// Will be tried again.
        package var waiting = 0

        /// Makes a count.
        package init(ended: Int = 0, waiting: Int = 0) {
            self.ended = ended
            self.waiting = waiting
        }
    }

    /// Makes the progress of a campaign of which nothing is known but, perhaps, the number of its jobs.
    package init(campaign: String, expected: Int? = nil) {
        self.campaign = campaign
        announced = expected
    }

    /// The number of jobs, as far as known.
    ///
    /// An enrolment tells how many jobs it had. It may be a repeat, a further round or another lab of the same campaign,
    /// so the largest number is a lower bound and the jobs that events have named are another; the events of an
    /// enrolment come before its number.
    package var total: Int { max(announced ?? 0, records.count) }
    /// How many have ended.
    package var ended: Int { counts.reduce(0) { $1.key.isLast ? $0 + $1.value : $0 } }
    /// How many are active.
    package var activated: Int { counts[.activated] ?? 0 }
    /// Whether the enrolment is complete and every job has ended.
    package var isComplete: Bool { announced != nil && ended >= total }
    /// The jobs that are not active, counted by the code that decides.
    package var codes: [String: CodeCount] {
        Dictionary(uniqueKeysWithValues: codeCounts.map { (texts[$0.key], $0.value) })
    }
    /// Where each job stands.
    package var jobs: some Sequence<JobStatus> { records.lazy.map { status($0.key, $0.value) } }

    /// Where the job of one product on one computer stands.
    package func job(computer: String, product: String) -> JobStatus? {
        guard let computer = computers.index(of: computer.folded), let product = texts.index(of: product) else {
            return nil
        }
        let key = JobKey(computer: computer, product: product)
        return records[key].map { status(key, $0) }
    }

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
        let key = JobKey(
            computer: computers.intern(activation.computer.folded, shown: activation.computer),
            product: texts.intern(activation.product)
        )
        let known = records[key]
        var record: JobRecord
        if let known, activation.round <= known.standing.round {
            record = known
        } else {
            if known != nil { superseded += 1 }
            record = JobRecord(round: activation.round, lab: texts.intern(activation.lab))
        }
        let effect = record.take(activation)
        if effect == .nothing { repeats += 1 }
        if effect != .nothing, activation.state == .running { attempts += 1 }
        if effect == .moved, let code = activation.code {
            record.code = texts.intern(code)
            record.innerCode = activation.innerCode.map { texts.intern($0) }
        }
        records[key] = record
        guard effect == .moved else { return false }
        if let known { count(known, by: -1) }
        count(record, by: 1)
        return true
    }

    private mutating func count(_ record: JobRecord, by change: Int) {
        counts[record.standing.state, default: 0] += change
        guard record.standing.state != .activated, let code = record.innerCode ?? record.code else { return }
        let path: WritableKeyPath<CodeCount, Int> = record.standing.state.isLast ? \.ended : \.waiting
        codeCounts[code, default: CodeCount()][keyPath: path] += change
        if codeCounts[code] == CodeCount() { codeCounts[code] = nil }
    }

    private func status(_ key: JobKey, _ record: JobRecord) -> JobStatus {
        JobStatus(
            computer: computers[key.computer],
            product: texts[key.product],
            lab: texts[record.lab],
            round: record.standing.round,
            state: record.standing.state,
            attempt: record.standing.attempt,
            code: record.code.map { texts[$0] },
            innerCode: record.innerCode.map { texts[$0] }
        )
    }
}

/// What tells jobs of a campaign apart but for the round.
private struct JobKey: Sendable, Hashable {
    var computer, product: TextTable.Index
}
