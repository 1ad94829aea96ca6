package import ActivationDomain
internal import GRDB

extension BoardReader {
    /// How it goes on.
    package func pace(of campaign: CampaignFacts, now: Timestamp) async throws -> PaceFacts {
        try await read { db in
            let id =
                try Int64.fetchOne(db, sql: "SELECT id FROM campaign WHERE name = ?", arguments: [campaign.name]) ?? 0
            let minute = now.microseconds / 60_000_000
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT minute, n FROM ended WHERE campaign = ? AND minute > ? AND minute <= ? AND n > 0",
                arguments: [id, minute - Int64(Pace.minutes), minute]
            )
            let due = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT nextAt FROM job WHERE campaign = ?1 AND nextAt IS NOT NULL ORDER BY nextAt LIMIT 1),
                      (SELECT nextAt FROM job WHERE campaign = ?1 AND nextAt IS NOT NULL ORDER BY nextAt DESC LIMIT 1)
                    """,
                arguments: [id]
            )
            var ended = [Int](repeating: 0, count: Pace.minutes)
            for row in rows { ended[Pace.minutes - 1 - Int(minute - (row[0] as Int64))] = row[1] }
            let isAbandoned = try Bool.fetchOne(
                db,
                sql: """
                    SELECT coalesce((SELECT max(seenAt) < ? FROM worker), 0)
                      OR coalesce((SELECT broker <> 'connected' FROM vitals), 0)
                    """,
                arguments: [now.advanced(by: .zero - WorkerFacts.silence).microseconds]
            )
            return Pace(endedPerMinute: ended, campaign: campaign, isAbandoned: isAbandoned ?? false, now: now)
                .facts(nextDue: BoardReader.time(due?[0]), lastDue: BoardReader.time(due?[1]))
        }
    }
}
