internal import ActivationDomain
internal import GRDB

extension OperatorStore {
    /// How many notes one subject has at most.
    static let notesPerSubject = 200

    /// The notes on some subjects, the oldest first; a subject without notes is not in it.
    package func notes(on subjects: [NoteSubject]) async throws -> [NoteSubject: [OperatorNote]] {
        guard !subjects.isEmpty else { return [:] }
        return try await database.read { db in
            var result: [NoteSubject: [OperatorNote]] = [:]
            let statement = try db.cachedStatement(
                sql: "SELECT id, text, author, writtenAt FROM note WHERE kind = ? AND subject = ? ORDER BY id"
            )
            for subject in Set(subjects) {
                let rows = try Row.fetchAll(statement, arguments: [subject.kind.rawValue, subject.name])
                guard !rows.isEmpty else { continue }
                result[subject] = rows.map { row in
                    OperatorNote(
                        id: row[0],
                        subject: subject,
                        text: row[1],
                        author: row[2],
                        writtenAt: Timestamp(microseconds: row[3])
                    )
                }
            }
            return result
        }
    }

    /// Keeps a note; its id, or nil when the subject has too many already.
    ///
    /// The same text of the same author as the newest one is that one: a form that was sent twice.
    func add(_ text: String, on subject: NoteSubject, by author: String, at time: Timestamp) async throws -> Int64? {
        try await database.write { db in
            let key: StatementArguments = [subject.kind.rawValue, subject.name]
            let newest = try Row.fetchOne(
                db,
                sql: "SELECT id, text, author FROM note WHERE kind = ? AND subject = ? ORDER BY id DESC LIMIT 1",
                arguments: key
            )
            if let newest, newest[1] == text, newest[2] == author { return newest[0] }
            let count = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM note WHERE kind = ? AND subject = ?",
                arguments: key
            )
            guard count ?? 0 < OperatorStore.notesPerSubject else { return nil }
            try db.execute(
                sql: "INSERT INTO note (kind, subject, text, author, writtenAt) VALUES (?, ?, ?, ?, ?)",
                arguments: [subject.kind.rawValue, subject.name, text, author, time.microseconds]
            )
            return db.lastInsertedRowID
        }
    }

    /// Deletes a note of an author; its subject, or nil when there is no such note of theirs.
    func delete(note id: Int64, of author: String) async throws -> NoteSubject? {
        try await database.write { db in
            let row = try Row.fetchOne(
                db,
                sql: "DELETE FROM note WHERE id = ? AND author = ? RETURNING kind, subject",
                arguments: [id, author]
            )
            return row.flatMap { row in
                NoteSubject.Kind(rawValue: row[0]).map { NoteSubject($0, row[1]) }
            }
        }
    }
}
