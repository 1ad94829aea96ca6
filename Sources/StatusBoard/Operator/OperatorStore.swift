internal import ActivationDomain
internal import Foundation
internal import GRDB
internal import Glibc

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
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // Made here, since SQLite would make it readable for others.
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
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
                "board.operatorDatabase: the notes' database \(path) \(OperatorStore.reason(error))"
            )
        }
    }

    private static func checkOwn(_ db: Database, _ path: String) throws {
        let (application, tables) = (
            try Int.fetchOne(db, sql: "PRAGMA application_id"),
            try String.fetchSet(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        )
        guard application == applicationID || tables.isEmpty || tables.isSuperset(of: ["note", "acknowledgement"])
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

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "cannot be used: \(error.localizedDescription)" }
        return switch error.resultCode {
        case .SQLITE_NOTADB: "is no database; name another file"
        case .SQLITE_CORRUPT: "is damaged; put back a copy of it, or name another file"
        case .SQLITE_CANTOPEN: "cannot be opened; may its folder be written to?"
        case .SQLITE_READONLY, .SQLITE_PERM: "may not be written to"
        case .SQLITE_FULL: "cannot be written: the disk is full"
        case .SQLITE_BUSY: "is in use by another program"
        default: "cannot be used: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")"
        }
    }
}
