internal import ActivationDomain
internal import BoardProjection
internal import GRDB

/// What operators have written, in a database file of its own: that of the projection can be deleted at any time.
package struct OperatorStore: Sendable {
    /// The layout of the tables; one that is older is brought up to it, one that is newer is left alone.
    private static let version = 1
    /// By which the file is known as that of the notes (SQLite, "Database File Format").
    private static let applicationID = 0x5243_4e01

    let database: DatabaseQueue

    /// Opens the file, or makes it, for its owner alone.
    ///
    /// - Throws: ``BoardServerError`` when it cannot be used.
    package init(path: String) throws(BoardServerError) {
        do {
            // What the system does not open SQLite does not either, and says so.
            _ = try DatabaseFile.make(path)
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in
                // What a person has typed is on the disk when the answer says so.
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
            database = try DatabaseQueue(path: path, configuration: configuration)
            // A file that is another program's stays as it is.
            try database.read { db in try OperatorStore.checkOwn(db, path) }
            try database.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = WAL") }
            try database.write { db in try OperatorStore.prepare(db, path) }
        } catch let error as BoardServerError {
            throw error
        } catch {
            throw BoardServerError(
                .settings,
                "board.operatorDatabase: the notes' database \(path) "
                    + DatabaseFile.reason(
                        error,
                        setting: "board.operatorDatabase",
                        cure: "put back a copy of it, or name another file"
                    )
            )
        }
    }

    private static func checkOwn(_ db: Database, _ path: String) throws {
        // Those of the first boards have no id, but their tables.
        let tables = try String.fetchSet(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        guard
            try DatabaseFile.isOwn(db, application: applicationID)
                || tables.isSuperset(of: ["note", "acknowledgement"])
        else {
            throw BoardServerError(
                .settings,
                "board.operatorDatabase: \(path) is no database of notes; name another file (one that does not exist is made)"
            )
        }
    }

    private static func prepare(_ db: Database, _ path: String) throws {
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw BoardServerError(
                .settings,
                "board.operatorDatabase: the notes' database \(path) was written by a newer version of the board; use that, "
                    + "or name another file"
            )
        }
        guard found < version else { return }
        try db.execute(
            sql: """
                CREATE TABLE note (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
                    author TEXT NOT NULL, writtenAt INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX noteBySubject ON note(kind, subject, id);
                CREATE TABLE acknowledgement (
                    alarm TEXT PRIMARY KEY, author TEXT NOT NULL, at INTEGER NOT NULL, seenUntil INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = \(version);
                """
        )
    }
}
