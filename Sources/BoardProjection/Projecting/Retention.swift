package import ActivationDomain
internal import GRDB

/// Forgets campaigns of which nothing was heard for a long time, with their jobs; computers and licences stay.
///
/// A campaign stays while a job of it waits for a time that has not long gone by.
package struct Retention: Sendable {
    private let database: BoardDatabase
    /// So that nobody waits long for the writer.
    private static let batch = 5000

    /// Makes it.
    package init(_ database: BoardDatabase) {
        self.database = database
    }

    /// Forgets what was last heard of before a time; returns how many jobs that were.
    @discardableResult
    package func forget(before time: Timestamp) async throws -> Int {
        let limit = time.microseconds
        var count = 0
        let campaigns = try await database.reader.read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM campaign c WHERE lastAt < ?1 AND NOT EXISTS
                      (SELECT * FROM due WHERE campaign = c.id AND minute >= ?1 / 60000000 AND n > 0)
                    """,
                arguments: [limit]
            )
        }
        for campaign in campaigns {
            while true {
                let removed = try await database.write { db in
                    let jobs = try Int64.fetchAll(
                        db,
                        sql: "SELECT id FROM job WHERE campaign = ? LIMIT ?",
                        arguments: [campaign, Retention.batch]
                    )
                    for job in jobs {
                        try db.run("DELETE FROM attempt WHERE job = ?", [job])
                        try db.run("DELETE FROM job WHERE id = ?", [job])
                    }
                    guard jobs.isEmpty else { return jobs.count }
                    for table in ["tally", "due", "ended", "sighting"] {
                        try db.execute(sql: "DELETE FROM \(table) WHERE campaign = ?", arguments: [campaign])
                    }
                    try db.execute(sql: "DELETE FROM campaign WHERE id = ?", arguments: [campaign])
                    return 0
                }
                guard removed > 0 else { break }
                count += removed
            }
        }
        try await database.write { db in
            for table in ["alarm", "rejection"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE lastAt < ?", arguments: [limit])
            }
            try db.execute(sql: "DELETE FROM noticeID WHERE at < ?", arguments: [limit])
            try db.execute(sql: "DELETE FROM worker WHERE seenAt < ?", arguments: [limit])
        }
        return count
    }
}
