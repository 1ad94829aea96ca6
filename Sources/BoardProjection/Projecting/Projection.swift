internal import ActivationDomain
internal import ActivationPipeline
internal import GRDB

/// Takes events into the database, within one transaction.
///
/// The same rules as ``CampaignProgress`` has, by ``JobStanding``: the first event of an id counts, what an attempt says
/// after its job's end is ignored, and of a computer's product the newest round counts. What is counted is counted here,
/// as differences that ``finish()`` writes, so that no reader counts.
struct Projection {
    let db: Database
    var names: NameTable
    var tally = TallyChanges()
    var events = 0
    var repeats = 0

    /// Begins a transaction's worth of events.
    init(_ db: Database) {
        self.db = db
        names = NameTable(db)
    }

    /// Takes an event of a time in; that of its own, unless nobody can believe it.
    mutating func apply(_ event: ObservedEvent, at time: Timestamp, from origin: BoardDatabase.Origin) throws {
        if origin == .stream { events += 1 }
        if let notice = event.notice {
            try apply(notice, id: event.id, at: time)
        } else if let activation = event.activation {
            try apply(activation, by: event.source, at: time, from: origin)
        }
    }

    /// Writes what was counted.
    mutating func finish() throws {
        try tally.write(db)
        try db.run(
            "UPDATE position SET events = events + ?, repeats = repeats + ? WHERE id = 1",
            [events, repeats]
        )
    }

    private mutating func apply(
        _ activation: ObservedEvent.Activation,
        by source: String,
        at time: Timestamp,
        from origin: BoardDatabase.Origin
    ) throws {
        var job = try find(activation) ?? make(activation, at: time)
        let before = job
        var moves = true
        switch origin {
        case .results:
            guard activation.state.isLast, !job.state.isLast else { return }
            job.isProvisional = true
        case .stream:
            let effect = job.standing.take(activation)
            guard effect != .nothing else {
                repeats += 1
                return
            }
            moves = effect == .moved
            if activation.state == .running { tally.countAttempt(campaign: job.campaign) }
            if activation.state == .enrolled { job.enrolledAt = time.microseconds }
            if activation.state.isLast { job.isProvisional = false }
        }
        // What the stream tells of a job's way does not take back an end that is known.
        if moves, !job.isProvisional || activation.state.isLast { try settle(&job, activation, at: time) }
        job.changedAt = max(job.changedAt, time.microseconds)
        try job.write(db)
        try note(activation, of: job, by: source, at: time, moves: moves)
        tally.touch(campaign: job.campaign, at: time)
        if job.isCurrent {
            tally.count(before, by: before.isNew ? 0 : -1)
            tally.count(job, by: 1)
            if let error = job.error, job.state != .activated {
                tally.sight(error, campaign: job.campaign, at: time)
            }
        }
    }

    /// Moves what is shown of a job to what an event says.
    private mutating func settle(_ job: inout JobRow, _ activation: ObservedEvent.Activation, at time: Timestamp) throws
    {
        let details = activation.details
        job.state = activation.state
        job.isExhausted = details.isExhausted
        // Nothing is due before it was put off, whatever a wrong clock has written.
        job.nextAt = activation.state.isLast ? nil : details.nextAttemptAt.map { max($0, time).microseconds }
        job.endedAt = activation.state.isLast ? time.microseconds : nil
        if activation.state.isLast { tally.end(campaign: job.campaign, at: time) }
        if let failure = details.failure {
            job.error = try names.error(failure)
            job.code = activation.code
        } else if activation.state == .activated {
            job.error = nil
            job.code = nil
        }
        try hear(activation, from: job.computer, product: job.product, at: time)
    }
}
