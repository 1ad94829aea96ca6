package import ActivationDomain
internal import GRDB

extension BoardReader {
    /// Licences that end before a time, the next first; those that have ended, and are not active any more, are among them.
    package func expiring(
        before time: Timestamp,
        after key: BoardKey? = nil,
        limit: Int
    ) async throws -> BoardPage<ExpiryFacts> {
        try await read { db in
            let parts = key?.parts ?? []
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT v.computer AS computerNumber, v.product AS productNumber, c.name AS computer, l.site, l.name AS lab,
                      p.key AS product, v.status, v.expiresAt, v.endsAt, v.kmsHost, v.readAt
                    FROM licence v JOIN computer c ON c.id = v.computer JOIN product p ON p.id = v.product
                    JOIN lab l ON l.id = c.lab
                    WHERE v.endsAt < ? AND (v.endsAt, v.computer, v.product) > (?, ?, ?)
                    ORDER BY v.endsAt, v.computer, v.product LIMIT ?
                    """,
                arguments: [
                    time.microseconds, parts.first ?? .min, parts.count > 1 ? parts[1] : 0,
                    parts.count > 2 ? parts[2] : 0,
                    limit + 1,
                ]
            )
            let kept = rows.prefix(limit)
            let next =
                rows.count > limit
                ? kept.last.map { BoardKey($0["endsAt"], $0["computerNumber"], $0["productNumber"]) } : nil
            return BoardPage(
                rows: kept.map {
                    ExpiryFacts(computer: $0["computer"], site: $0["site"], lab: $0["lab"], licence: LicenceFacts($0))
                },
                next: next
            )
        }
    }

    /// How many licences end before each of some times, as `[7 days, 30 days]` from now.
    package func expiringCounts(before times: [Timestamp]) async throws -> [Int] {
        try await read { db in
            try times.map { time in
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM licence WHERE endsAt < ?",
                    arguments: [time.microseconds]
                ) ?? 0
            }
        }
    }

    /// How many computers have not answered since a time.
    package func silentCount(since time: Timestamp) async throws -> Int {
        try await read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM computer WHERE coalesce(heardAt, knownAt) < ?",
                arguments: [time.microseconds]
            ) ?? 0
        }
    }
}
