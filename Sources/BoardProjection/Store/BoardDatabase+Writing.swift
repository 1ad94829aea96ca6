internal import GRDB
internal import Logging
internal import Synchronization

extension BoardDatabase {
    /// How long it waits before it tries again.
    private static let pause = Duration.seconds(3)

    /// Writes in one transaction.
    ///
    /// On a full disk, and while another program holds the file, again and again until it can, so that what is known stays
    /// readable meanwhile and nothing has to be started anew: what was not committed, the broker still has.
    ///
    /// - Throws: ``BoardDatabaseError`` when it cannot be written otherwise; `CancellationError`.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        while true {
            do {
                let value = try await pool.write(body)
                if outage.end() { logger.notice("the board's database can be written again") }
                return value
            } catch let error as DatabaseError where [.SQLITE_FULL, .SQLITE_BUSY].contains(error.resultCode) {
                if outage.begin() {
                    let cause = error.resultCode == .SQLITE_FULL ? "its disk is full" : "another program holds it"
                    logger.error(
                        "the board's database cannot be written; the board shows what it knows and tries again",
                        metadata: ["board.database": "\(pool.path)", "board.cause": "\(cause)"]
                    )
                }
                try await Task.sleep(for: BoardDatabase.pause)
            } catch let error as DatabaseError where error.resultCode != .SQLITE_INTERRUPT {
                throw BoardDatabaseError(pool.path, error)
            }
        }
    }
}

/// Whether the database cannot be written for now, so that it is told once.
final class WriteOutage: Sendable {
    private let lasts = Mutex(false)

    var isOn: Bool { lasts.withLock { $0 } }

    /// Returns whether it was not known yet.
    func begin() -> Bool { change(to: true) }
    /// Returns whether there was one.
    func end() -> Bool { change(to: false) }

    private func change(to value: Bool) -> Bool {
        lasts.withLock { lasts in
            defer { lasts = value }
            return lasts != value
        }
    }
}
