internal import Foundation
package import GRDB

/// The database file of the status board.
///
/// It has one writer, the board; readers (its pages, the command line) see whole transactions beside it (SQLite,
/// "Write-Ahead Logging").
package struct BoardDatabase: Sendable {
    /// For reads; each sees one state of the database.
    package let reader: any DatabaseReader
    let pool: DatabasePool

    /// Opens the board's own file for writing, and makes it when there is none.
    ///
    /// One that another version of the board has written is emptied: it is made anew from the stream.
    ///
    /// - Throws: ``BoardDatabaseError``.
    package init(path: String) throws(BoardDatabaseError) {
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // Names and addresses of all computers are nobody else's business; SQLite gives its other files the same mode.
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
            pool = try DatabasePool(path: path, configuration: BoardDatabase.configuration())
            reader = pool
            try pool.write { db in
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard version != BoardSchema.version else { return }
                try BoardSchema.drop(db)
                try BoardSchema.create(db)
            }
        } catch {
            throw BoardDatabaseError(path, error)
        }
    }

    /// Opens the file of a board for reading alone.
    static func openForReading(_ path: String) throws(BoardDatabaseError) -> any DatabaseReader {
        guard FileManager.default.fileExists(atPath: path) else {
            throw BoardDatabaseError(
                sentence:
                    "there is no board's database at \(path): rollcall-board makes it; name another in board.database"
            )
        }
        do {
            var configuration = configuration()
            configuration.readonly = true
            let reader = try DatabasePool(path: path, configuration: configuration)
            let version = try reader.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }
            guard version == BoardSchema.version else {
                throw BoardDatabaseError(
                    sentence:
                        "the board's database \(path) was written by another version; start this version's rollcall-board"
                )
            }
            return reader
        } catch let error as BoardDatabaseError {
            throw error
        } catch {
            throw BoardDatabaseError(path, error)
        }
    }

    /// Forgets all that was projected, so that the stream is read from its first event.
    package func clear() throws {
        try pool.write { db in
            try BoardSchema.drop(db)
            try BoardSchema.create(db)
        }
        try pool.vacuum()
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // A commit lost with the machine's power is read again from the stream, offset and rows together.
            try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }
}

/// Why the board's database cannot be used.
package struct BoardDatabaseError: Error, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ error: any Error) {
        let reason: String
        switch error {
        case let error as DatabaseError:
            reason =
                switch error.resultCode {
                case .SQLITE_NOTADB: "is no database; give another file in board.database, or delete it"
                case .SQLITE_CORRUPT: "is damaged; delete it, it is made anew from the stream"
                case .SQLITE_CANTOPEN: "cannot be opened; may its folder be written to?"
                case .SQLITE_READONLY, .SQLITE_PERM: "may not be written to"
                case .SQLITE_FULL: "cannot be written: the disk is full"
                case .SQLITE_BUSY: "is in use by another program"
                default: "cannot be used: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")"
                }
        default:
            reason = "cannot be used: \(error.localizedDescription)"
        }
        description = "the board's database \(path) \(reason)"
    }

    init(sentence: String) { description = sentence }
}
