internal import ActivationDomain
package import BoardProjection
internal import GRDB

extension OperatorStore {
    /// The acknowledgements that hold for some alarms, by the alarm's id.
    ///
    /// One holds until its alarm is told of anew.
    package func acknowledgements(of alarms: [AlarmFacts]) async throws -> [String: Acknowledgement] {
        guard !alarms.isEmpty else { return [:] }
        return try await database.read { db in
            var result: [String: Acknowledgement] = [:]
            let statement = try db.cachedStatement(
                sql: "SELECT author, at, seenUntil FROM acknowledgement WHERE alarm = ? AND seenUntil >= ?"
            )
            for alarm in alarms {
                let arguments: StatementArguments = [alarm.id, alarm.lastAt.microseconds]
                guard let row = try Row.fetchOne(statement, arguments: arguments) else { continue }
                result[alarm.id] = Acknowledgement(
                    alarm: alarm.id,
                    author: row[0],
                    at: Timestamp(microseconds: row[1]),
                    seenUntil: Timestamp(microseconds: row[2])
                )
            }
            return result
        }
    }

    /// Keeps that someone has taken an alarm in hand, as far as they have seen it.
    func acknowledge(_ acknowledgement: Acknowledgement) async throws {
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO acknowledgement (alarm, author, at, seenUntil) VALUES (?, ?, ?, ?)
                    ON CONFLICT (alarm) DO UPDATE SET author = excluded.author, at = excluded.at,
                        seenUntil = excluded.seenUntil WHERE seenUntil < excluded.seenUntil
                    """,
                arguments: [
                    acknowledgement.alarm, acknowledgement.author, acknowledgement.at.microseconds,
                    acknowledgement.seenUntil.microseconds,
                ]
            )
        }
    }

    /// Takes an acknowledgement back, whoever gave it; false when there is none.
    func takeBack(_ alarm: String) async throws -> Bool {
        try await database.write { db in
            try db.execute(sql: "DELETE FROM acknowledgement WHERE alarm = ?", arguments: [alarm])
            return db.changesCount > 0
        }
    }
}
