internal import ActivationDomain
internal import ActivationPipeline
internal import Foundation
internal import GRDB

extension Projection {
    func find(_ activation: ObservedEvent.Activation) throws -> JobRow? {
        try JobRow.fetch(db, uuid: activation.job)
    }

    /// Makes the job that an event is the first to tell of.
    ///
    /// One of a newer round takes the place of the computer's and product's older ones; one of an older round, of which a
    /// repeat came late, is kept for the story alone.
    mutating func make(_ activation: ObservedEvent.Activation, at time: Timestamp) throws -> JobRow {
        let campaign = try names.campaign(activation.campaign, at: time)
        let product = try names.product(activation.product)
        let lab = try names.lab(site: activation.site, name: activation.lab)
        let computer = try names.computer(activation, lab: lab, at: time)
        let older = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT uuid, round FROM job INDEXED BY jobByComputer
                    WHERE computer = ? AND campaign = ? AND product = ? AND isCurrent
                    """
            ),
            arguments: [computer, campaign, product]
        )
        var isCurrent = true
        for row in older {
            if row[1] as Int >= activation.round {
                isCurrent = false
            } else if var job = try JobRow.fetch(db, uuid: row[0]) {
                tally.count(job, by: -1)
                job.isCurrent = false
                job.nextAt = nil
                try job.write(db)
                try db.run("UPDATE campaign SET superseded = superseded + 1 WHERE id = ?", [campaign])
            }
        }
        return JobRow(
            uuid: activation.job,
            campaign: campaign,
            computer: computer,
            product: product,
            lab: lab,
            round: activation.round,
            isCurrent: isCurrent,
            at: time
        )
    }

    /// Writes what an event says of its attempt into the job's story.
    func note(
        _ activation: ObservedEvent.Activation,
        of job: JobRow,
        by source: String,
        at time: Timestamp,
        moves: Bool
    ) throws {
        guard activation.state != .enrolled else { return }
        let details = activation.details
        let isOver = activation.state != .running && activation.state != .parked
        try db.run(
            """
            INSERT INTO attempt (job, number, state, startedAt, endedAt, nextAt, parks, error, code, milliseconds, kmsHost,
              source, evidence)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (job, number) DO UPDATE SET
              state = CASE WHEN ?14 THEN excluded.state ELSE state END,
              startedAt = coalesce(startedAt, excluded.startedAt), endedAt = coalesce(excluded.endedAt, endedAt),
              nextAt = CASE WHEN ?14 THEN excluded.nextAt ELSE nextAt END, parks = max(parks, excluded.parks),
              error = coalesce(excluded.error, error), code = coalesce(excluded.code, code),
              milliseconds = coalesce(excluded.milliseconds, milliseconds), kmsHost = coalesce(excluded.kmsHost, kmsHost),
              source = excluded.source, evidence = coalesce(excluded.evidence, evidence)
            """,
            [
                job.id, activation.attempt, activation.state.rawValue,
                activation.state == .running ? time.microseconds : nil, isOver ? time.microseconds : nil,
                details.nextAttemptAt?.microseconds, activation.parks,
                details.failure == nil ? nil : job.error, activation.code, details.milliseconds, details.kmsHost,
                source,
                try details.evidence.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }, moves,
            ]
        )
    }

    /// Keeps what a computer said of itself.
    func hear(
        _ activation: ObservedEvent.Activation,
        from computer: Int64,
        product: Int64,
        at time: Timestamp
    ) throws {
        let details = activation.details
        // An HRESULT comes from the computer's own service; with the project's own codes it may not have been reached.
        let hasSpoken =
            details.licence != nil || activation.code?.hasPrefix("0x") ?? false
            || details.evidence?.isOfComputer ?? false
        if hasSpoken {
            try db.run(
                "UPDATE computer SET heardAt = max(coalesce(heardAt, 0), ?) WHERE id = ?",
                [time.microseconds, computer]
            )
        }
        guard let licence = details.licence else { return }
        let isActive = licence.status == LicenceStatus.licensed.word
        let endsAt = licence.expiresAt ?? (isActive ? nil : time)
        try db.run(
            """
            INSERT INTO licence (computer, product, status, minutes, expiresAt, kmsHost, readAt, endsAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (computer, product) DO UPDATE SET status = excluded.status, minutes = excluded.minutes,
              expiresAt = excluded.expiresAt, endsAt = excluded.endsAt, kmsHost = coalesce(excluded.kmsHost, kmsHost), readAt = excluded.readAt
            WHERE excluded.readAt >= readAt
            """,
            [
                computer, product, licence.status, licence.minutesRemaining, licence.expiresAt?.microseconds,
                details.kmsHost, time.microseconds, endsAt?.microseconds,
            ]
        )
    }
}
