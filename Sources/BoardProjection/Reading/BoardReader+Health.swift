package import ActivationDomain
internal import GRDB

extension BoardReader {
    /// Workers by host and name, as they last spoke of themselves, since a time.
    package func workers(since time: Timestamp) async throws -> [WorkerFacts] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, host, version, slots, running, waiting, consuming, publishing, seenAt FROM worker
                    WHERE seenAt >= ? ORDER BY host, name
                    """,
                arguments: [time.microseconds]
            ).map { row in
                WorkerFacts(
                    name: row[0],
                    host: row[1],
                    version: row[2],
                    slots: row[3],
                    running: row[4],
                    waiting: row[5],
                    consuming: row[6],
                    publishing: row[7],
                    seenAt: Timestamp(microseconds: row[8])
                )
            }
        }
    }

    /// What concerns more than one job, the newest first.
    package func alarms(limit: Int = 100) async throws -> [AlarmFacts] {
        try await read { db in
            try Row.fetchAll(db, sql: BoardReader.alarm + " ORDER BY a.lastAt DESC, a.id LIMIT ?", arguments: [limit])
                .map(AlarmFacts.init)
        }
    }

    /// One alarm; nil when there is none of the id.
    package func alarm(_ id: String) async throws -> AlarmFacts? {
        try await read { db in
            try Row.fetchOne(db, sql: BoardReader.alarm + " WHERE a.id = ?", arguments: [id]).map(AlarmFacts.init)
        }
    }

    /// What an error code means, as the events had it last; nil when none had it.
    package func error(_ code: String) async throws -> ErrorFacts? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT code, symbol, class, titleEnglish, titleChinese, adviceEnglish, adviceChinese FROM error
                    WHERE code = ?
                    """,
                arguments: [code]
            ).map { ErrorFacts($0) }
        }
    }

    private static let alarm = """
        SELECT a.id, a.kind, a.subject, a.detail, a.firstAt, a.lastAt, a.until, a.n,
          e.code, e.symbol, e.class, e.titleEnglish, e.titleChinese, e.adviceEnglish, e.adviceChinese
        FROM alarm a LEFT JOIN error e ON e.id = a.error
        """

    /// Messages that were no valid job, the newest first.
    package func rejections(limit: Int = 100) async throws -> [RejectionFacts] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT sha256, reason, detail, queue, firstAt, lastAt, n FROM rejection ORDER BY lastAt DESC LIMIT ?",
                arguments: [limit]
            ).map { row in
                RejectionFacts(
                    sha256: row[0],
                    reason: row[1],
                    detail: row[2],
                    queue: row[3],
                    firstAt: Timestamp(microseconds: row[4]),
                    lastAt: Timestamp(microseconds: row[5]),
                    count: row[6]
                )
            }
        }
    }

    /// The board itself; nil when it has never run on this database.
    package func vitals() async throws -> BoardVitals? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql:
                    "SELECT broker, brokerDetail, brokerSince, startedAt, writtenAt, isCaughtUp FROM vitals WHERE id = 1"
            ).map { row in
                BoardVitals(
                    broker: row[0],
                    brokerDetail: row[1],
                    brokerSince: Timestamp(microseconds: row[2]),
                    startedAt: Timestamp(microseconds: row[3]),
                    writtenAt: Timestamp(microseconds: row[4]),
                    isCaughtUp: row[5]
                )
            }
        }
    }

    /// How much has been read of the stream.
    package func position() async throws -> PositionFacts {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT nextOffset, lastEventAt, events, repeats, passedOver, missed FROM position WHERE id = 1"
            )
            return PositionFacts(
                nextOffset: row?[0] ?? 0,
                lastEventAt: BoardReader.time(row?[1]),
                events: row?[2] ?? 0,
                repeats: row?[3] ?? 0,
                passedOver: row?[4] ?? 0,
                missed: row?[5] ?? 0
            )
        }
    }
}
