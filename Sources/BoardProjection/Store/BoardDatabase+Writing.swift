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
                let cause = error.resultCode == .SQLITE_FULL ? WriteOutage.Cause.full : .held
                if outage.begin(cause) {
                    logger.error(
                        "the board's database cannot be written; the board shows what it knows and tries again",
                        metadata: ["board.database": "\(pool.path)", "board.cause": "\(cause.rawValue)"]
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
package final class WriteOutage: Sendable {
    package enum Cause: String, Sendable {
        case full = "its disk is full"
        case held = "another program holds it"
    }
    private let state = Mutex<Cause?>(nil)

    /// Nil while it can be written.
    package var cause: Cause? { state.withLock { $0 } }

    /// Returns whether it was not known yet.
    func begin(_ cause: Cause) -> Bool { change(to: cause) }
    /// Returns whether there was one.
    func end() -> Bool { change(to: nil) }

    private func change(to value: Cause?) -> Bool {
        state.withLock { state in
            defer { state = value }
            return (state == nil) != (value == nil)
        }
    }
}
