package import ActivationDomain
internal import ActivationPipeline
internal import Foundation
internal import GRDB

extension BoardReader {
    private static let computer = """
        SELECT c.id AS number, c.name, c.address, c.assetTag, c.channel, l.site, l.name AS lab, c.heardAt, c.knownAt
        FROM computer c JOIN lab l ON l.id = c.lab
        """

    /// Computers in whose name, asset tag or address a text occurs, by name; all when it is empty.
    package func computers(
        matching text: String,
        after key: BoardKey? = nil,
        limit: Int
    ) async throws -> BoardPage<ComputerFacts> {
        try await read { db in
            let wanted = String(text.trimmingCharacters(in: .whitespaces).unicodeScalars.filter { $0 != "\0" })
            var condition = "WHERE c.id > ?"
            var arguments: StatementArguments = [key?.parts[0] ?? 0]
            switch wanted.count {
            case 0: break
            case 1, 2:
                // Too short for the index of trigrams; names begin with it then.
                condition += " AND c.key >= ? AND c.key < ?"
                arguments += [wanted.folded, wanted.folded + "\u{10FFFF}"]
            default:
                condition += " AND c.id IN (SELECT rowid FROM computerText WHERE computerText MATCH ?)"
                // Literally: with an accent behind it, a quotation mark is another character, and still ends the phrase.
                arguments += ["\"" + wanted.replacingOccurrences(of: "\"", with: "\"\"", options: .literal) + "\""]
            }
            arguments += [limit + 1]
            let rows = try Row.fetchAll(
                db,
                sql: BoardReader.computer + " " + condition + " ORDER BY c.id LIMIT ?",
                arguments: arguments
            )
            return try BoardReader.page(rows, limit, db)
        }
    }

    /// Computers that have not answered since a time, the longest silent first; for one that never did, its silence began
    /// when it was first enrolled.
    package func silent(
        since time: Timestamp,
        after key: BoardKey? = nil,
        limit: Int
    ) async throws -> BoardPage<ComputerFacts> {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: BoardReader.computer + """
                     WHERE coalesce(c.heardAt, c.knownAt) < ?1 AND (coalesce(c.heardAt, c.knownAt), c.id) > (?2, ?3)
                    ORDER BY coalesce(c.heardAt, c.knownAt), c.id LIMIT ?4
                    """,
                arguments: [time.microseconds, key?.parts[0] ?? .min, key?.parts.last ?? 0, limit + 1]
            )
            var page = try BoardReader.page(rows, limit, db)
            if page.next != nil, let last = rows.prefix(limit).last {
                page.next = BoardKey(last["heardAt"] ?? last["knownAt"], last["number"])
            }
            return page
        }
    }

    /// A computer and the story of its jobs, the newest first; nil when it is not known.
    ///
    /// Names are compared without case.
    package func computer(_ name: String) async throws -> (computer: ComputerFacts, jobs: [JobStory])? {
        try await read { db in
            let found = try Row.fetchAll(
                db,
                sql: BoardReader.computer + " WHERE c.key = ? LIMIT 2",
                arguments: [name.folded]
            )
            guard let row = found.first, let computer = try BoardReader.page([row], 1, db).rows.first else {
                return nil
            }
            let jobs = try BoardReader.jobs(
                db,
                "WHERE j.computer = ?",
                [row["number"] as Int64],
                BoardFilter(),
                "ORDER BY j.changedAt DESC, j.id DESC",
                limit: 200
            )
            let current = Set(
                try String.fetchAll(
                    db,
                    sql: "SELECT uuid FROM job WHERE computer = ? AND isCurrent",
                    arguments: [row["number"] as Int64]
                )
            )
            let stories = try jobs.map { number, job in
                JobStory(
                    job: job,
                    isCurrent: current.contains(job.id),
                    attempts: try BoardReader.attempts(db, of: number)
                )
            }
            return (computer, stories)
        }
    }

    private static func attempts(_ db: Database, of job: Int64) throws -> [AttemptFacts] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT a.number, a.state, a.startedAt, a.endedAt, a.nextAt, a.parks, a.code AS outerCode, a.milliseconds,
                  a.kmsHost, a.source, a.evidence, e.code, e.symbol, e.class, e.titleEnglish, e.titleChinese,
                  e.adviceEnglish, e.adviceChinese
                FROM attempt a LEFT JOIN error e ON e.id = a.error WHERE a.job = ? ORDER BY a.number
                """,
            arguments: [job]
        )
        return rows.map { row in
            let error = ErrorFacts(optional: row)
            let outer: String? = row["outerCode"]
            return AttemptFacts(
                number: row["number"],
                state: ActivationState(rawValue: row["state"]) ?? .running,
                startedAt: time(row["startedAt"]),
                endedAt: time(row["endedAt"]),
                nextAt: time(row["nextAt"]),
                parks: row["parks"],
                error: error,
                outerCode: outer == error?.code ? nil : outer,
                milliseconds: row["milliseconds"],
                kmsHost: row["kmsHost"],
                source: row["source"],
                evidence: (row["evidence"] as String?).flatMap {
                    try? JSONDecoder().decode(ObservedEvidence.self, from: Data($0.utf8))
                }
            )
        }
    }

    /// Computers with their licences.
    private static func page(_ rows: [Row], _ limit: Int, _ db: Database) throws -> BoardPage<ComputerFacts> {
        let kept = rows.prefix(limit)
        let computers = try kept.map { row in
            var computer = ComputerFacts(row)
            computer.licences = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT p.key AS product, v.status, v.expiresAt, v.kmsHost, v.readAt
                        FROM licence v JOIN product p ON p.id = v.product WHERE v.computer = ? ORDER BY p.key
                        """
                ),
                arguments: [row["number"] as Int64]
            ).map(LicenceFacts.init)
            return computer
        }
        return BoardPage(
            rows: computers,
            next: rows.count > limit ? kept.last.map { BoardKey($0["number"] as Int64) } : nil
        )
    }
}
