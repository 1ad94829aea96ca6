package import ActivationDomain
internal import Foundation
package import GRDB
package import Logging

/// The database file of the status board.
///
/// It has one writer, the board; readers (its pages, the command line) see whole transactions beside it (SQLite,
/// "Write-Ahead Logging").
package struct BoardDatabase: Sendable {
    /// For reads; each sees one state of the database.
    package let reader: any DatabaseReader
    let pool: DatabasePool
    let logger: Logger
    let outage = WriteOutage()
    /// The present.
    let now: @Sendable () -> Timestamp

    /// Opens the board's own file for writing, and makes it when there is none.
    ///
    /// One that another version of the board has written is emptied: it is made anew from the stream. A file that is no
    /// board's is left as it is.
    ///
    /// - Throws: ``BoardDatabaseError``.
    package init(
        path: String,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) throws(BoardDatabaseError) {
        self.logger = logger
        self.now = now
        do {
            // Names and addresses of all computers are nobody else's business; SQLite gives its other files the same mode.
            if let number = try DatabaseFile.make(path) { throw BoardDatabaseError.unopened(path, number) }
            try BoardDatabase.checkOwn(path)
            chmod(path, 0o600)
            pool = try DatabasePool(path: path, configuration: BoardDatabase.configuration())
            reader = pool
            try pool.write { db in
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard version != BoardSchema.version else { return }
                if version > 0 {
                    logger.notice("the database is another version's; it is made anew from the stream")
                }
                try BoardSchema.drop(db)
                try BoardSchema.create(db)
            }
        } catch let error as BoardDatabaseError {
            throw error
        } catch {
            throw BoardDatabaseError(path, error)
        }
    }

    /// The time of an event, unless the clock of who wrote it cannot have been right: one in the future would make its
    /// campaign the newest for as long.
    func believable(_ time: Timestamp?) -> Timestamp? {
        time.flatMap { $0 > BoardDatabase.earliest && $0 < now().advanced(by: .seconds(300)) ? $0 : nil }
    }

    /// 2020-01-01T00:00:00Z, before any event.
    private static let earliest = Timestamp(microseconds: 1_577_836_800_000_000)

    /// Looks whether a file that has tables is a board's, before anything in it is changed.
    private static func checkOwn(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let isOwn = try DatabaseQueue(path: path, configuration: configuration).read { db in
            try DatabaseFile.isOwn(db, application: BoardSchema.applicationID)
        }
        guard isOwn else { throw BoardDatabaseError.other(path) }
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
            let (application, version) = try reader.read { db in
                (try Int.fetchOne(db, sql: "PRAGMA application_id"), try Int.fetchOne(db, sql: "PRAGMA user_version"))
            }
            guard application == BoardSchema.applicationID else { throw BoardDatabaseError.other(path) }
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
