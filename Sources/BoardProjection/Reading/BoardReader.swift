internal import GRDB

/// Asks the board's database; each call sees one state of it.
///
/// Counts come from the kept ones, and lists go on behind a key, so that a million jobs cost what a hundred do.
package struct BoardReader: Sendable {
    let database: any DatabaseReader
    /// Whether the board that runs in this process can write what it hears; nil for who only reads.
    package let outage: WriteOutage?

    /// Reads beside the board itself.
    package init(_ database: BoardDatabase) {
        self.database = database.reader
        outage = database.outage
    }

    /// Opens the file of a board that may be running or not; it is not changed.
    ///
    /// - Throws: ``BoardDatabaseError``.
    package init(path: String) throws(BoardDatabaseError) {
        database = try BoardDatabase.openForReading(path)
        outage = nil
    }

    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.read(body)
        } catch let error as DatabaseError where error.resultCode != .SQLITE_INTERRUPT {
            throw BoardDatabaseError((database as? DatabasePool)?.path ?? "", error)
        }
    }
}
