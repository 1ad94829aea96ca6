internal import ActivationDomain
internal import GRDB

/// By how much the counts of a campaign change in one transaction.
struct TallyChanges {
    private struct Kind: Hashable {
        var campaign, lab, product: Int64
        var state: ActivationState
        var error: Int64
    }
    private struct Minute: Hashable {
        var campaign, minute: Int64
    }

    private var jobs: [Kind: Int] = [:]
    private var due: [Minute: Int] = [:]
    private var ended: [Minute: Int] = [:]

    /// Counts a job as it stands, or takes it away.
    mutating func count(_ job: JobRow, by change: Int) {
        guard change != 0 else { return }
        let kind = Kind(
            campaign: job.campaign,
            lab: job.lab,
            product: job.product,
            state: job.state,
            error: job.countedError
        )
        jobs[kind, default: 0] += change
        if let next = job.nextAt { due[minute(next, job), default: 0] += change }
        if let end = job.endedAt { ended[minute(end, job), default: 0] += change }
    }

    func write(_ db: Database) throws {
        for (kind, change) in jobs where change != 0 {
            let arguments: StatementArguments = [
                kind.campaign, kind.lab, kind.product, kind.state.rawValue, kind.error, change,
            ]
            try db.run(
                """
                INSERT INTO tally (campaign, lab, product, state, error, n) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET n = n + excluded.n
                """,
                arguments
            )
        }
        try write(due, "due", db)
        try write(ended, "ended", db)
    }

    private func write(_ changes: [Minute: Int], _ table: String, _ db: Database) throws {
        for (key, change) in changes where change != 0 {
            try db.run(
                """
                INSERT INTO \(table) (campaign, minute, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n
                """,
                [key.campaign, key.minute, change]
            )
        }
    }

    private func minute(_ microseconds: Int64, _ job: JobRow) -> Minute {
        Minute(campaign: job.campaign, minute: microseconds / 60_000_000)
    }
}
