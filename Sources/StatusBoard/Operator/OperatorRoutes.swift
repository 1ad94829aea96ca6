internal import ActivationDomain
internal import BoardProjection
internal import Hummingbird

/// What operators do: they take alarms in hand and write notes.
struct OperatorRoutes: BoardRoutes {
    let store: OperatorStore
    let reader: BoardReader
    let audit: AuditLog
    let now: @Sendable () -> Timestamp

    func add(to router: Router<BoardRequestContext>) {
        router.post("alarms/acknowledge") { try await acknowledge(try await OperatorRequest($0, $1)) }
        router.post("alarms/take-back") { try await takeBack(try await OperatorRequest($0, $1)) }
        router.post("notes") { try await write(try await OperatorRequest($0, $1)) }
        router.post("notes/delete") { try await delete(try await OperatorRequest($0, $1)) }
    }

    private func acknowledge(_ request: OperatorRequest) async throws -> Response {
        let id = try request.field("id")
        guard let alarm = try await reader.alarm(id) else { throw Refusal.noAlarm }
        // As far as the page had told; what came since has to be looked at first.
        let seen = Int64(try request.field("seen")).map(Timestamp.init(microseconds:)) ?? alarm.lastAt
        guard seen >= alarm.lastAt else { throw Refusal.alarmCameAgain }
        try await store.acknowledge(
            Acknowledgement(alarm: id, author: request.identity.name, at: now(), seenUntil: alarm.lastAt)
        )
        record(.alarmAcknowledged, request, [("alarm", id), ("subject", alarm.subject)])
        return request.back
    }

    private func takeBack(_ request: OperatorRequest) async throws -> Response {
        let id = try request.field("id")
        if try await store.takeBack(id) { record(.acknowledgementTakenBack, request, [("alarm", id)]) }
        return request.back
    }

    private func write(_ request: OperatorRequest) async throws -> Response {
        guard let kind = NoteSubject.Kind(rawValue: try request.field("kind")) else { throw Refusal.noSubject }
        let subject = NoteSubject(kind, try request.field("subject"))
        let text = try NoteText.kept(try request.field("text"))
        guard try await exists(subject) else { throw Refusal.noSubject }
        let id = try await store.add(text, on: subject, by: request.identity.name, at: now())
        guard let id else { throw Refusal.tooManyNotes }
        record(.noteWritten, request, details(id, subject) + [("text", text)])
        return request.back
    }

    private func delete(_ request: OperatorRequest) async throws -> Response {
        guard let id = Int64(try request.field("id")),
            let subject = try await store.delete(note: id, of: request.identity.name)
        else { throw Refusal.noNote }
        record(.noteDeleted, request, details(id, subject))
        return request.back
    }

    /// Whether the board knows what a note is to be about: else anyone could fill the database with names.
    private func exists(_ subject: NoteSubject) async throws -> Bool {
        switch subject.kind {
        case .computer: try await reader.computer(subject.name) != nil
        case .alarm: try await reader.alarm(subject.name) != nil
        case .code: try await reader.error(subject.name) != nil
        }
    }

    private func details(_ id: Int64, _ subject: NoteSubject) -> [(name: String, value: String)] {
        [("note", "\(id)"), ("kind", subject.kind.rawValue), ("subject", subject.name)]
    }

    private func record(
        _ deed: AuditRecord.Deed,
        _ request: OperatorRequest,
        _ details: [(name: String, value: String)]
    ) {
        audit.record(
            AuditRecord(deed, by: request.identity.name, from: request.address.description, details, at: now())
        )
    }
}
