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

    private struct Sighting: Hashable {
        var campaign, error: Int64
    }
    /// The first and the last of some times, in microseconds.
    private struct Span {
        var first, last: Int64

        mutating func include(_ time: Timestamp) {
            first = min(first, time.microseconds)
            last = max(last, time.microseconds)
        }
    }

    private var jobs: [Kind: Int] = [:]
    private var campaigns: [Int64: Span] = [:]
    private var attempts: [Int64: Int] = [:]
    private var ends: [Int64: Int64] = [:]
    private var sightings: [Sighting: Span] = [:]
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

    /// Notes that something was told of a campaign.
    mutating func touch(campaign: Int64, at time: Timestamp) {
        campaigns[campaign, default: Span(first: time.microseconds, last: time.microseconds)].include(time)
    }

    /// Notes when a job of a campaign ended.
    mutating func end(campaign: Int64, at time: Timestamp) {
        ends[campaign] = max(ends[campaign] ?? .min, time.microseconds)
    }

    mutating func countAttempt(campaign: Int64) { attempts[campaign, default: 0] += 1 }

    /// Notes when a campaign met a code.
    mutating func sight(_ error: Int64, campaign: Int64, at time: Timestamp) {
        let key = Sighting(campaign: campaign, error: error)
        sightings[key, default: Span(first: time.microseconds, last: time.microseconds)].include(time)
    }

    func write(_ db: Database) throws {
        try writeCampaigns(db)
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

    private func writeCampaigns(_ db: Database) throws {
        for (campaign, span) in campaigns {
            try db.run(
                """
                UPDATE campaign SET firstAt = min(firstAt, ?1), lastAt = max(lastAt, ?2), attempts = attempts + ?3,
                  endedAt = CASE WHEN ?4 IS NULL THEN endedAt ELSE max(coalesce(endedAt, ?4), ?4) END
                WHERE id = ?5
                """,
                [span.first, span.last, attempts[campaign] ?? 0, ends[campaign], campaign]
            )
        }
        for (key, span) in sightings {
            try db.run(
                """
                INSERT INTO sighting (campaign, error, firstAt, lastAt) VALUES (?, ?, ?, ?)
                ON CONFLICT (campaign, error) DO UPDATE SET
                  firstAt = min(firstAt, excluded.firstAt), lastAt = max(lastAt, excluded.lastAt)
                """,
                [key.campaign, key.error, span.first, span.last]
            )
        }
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
