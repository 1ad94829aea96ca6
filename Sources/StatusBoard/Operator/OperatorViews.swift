internal import ActivationDomain
internal import BoardProjection

/// Acknowledgements and notes as pages show them, with forms for who may change them.
struct OperatorViews {
    let texts: Texts
    private let pen: PageVisitor.Pen?
    private let address: PageAddress
    private let acknowledgements: [String: Acknowledgement]
    private let notes: [NoteSubject: [OperatorNote]]

    /// For alarms.
    init(_ context: PageContext, alarms: [AlarmFacts]) async throws {
        try await self.init(context, alarms, alarms.map { NoteSubject(.alarm, $0.id) })
    }

    /// For error codes.
    init(_ context: PageContext, codes: [String]) async throws {
        try await self.init(context, [], codes.map { NoteSubject(.code, $0) })
    }

    /// For a computer.
    init(_ context: PageContext, computer: String) async throws {
        try await self.init(context, [], [NoteSubject(.computer, computer)])
    }

    private init(_ context: PageContext, _ alarms: [AlarmFacts], _ subjects: [NoteSubject]) async throws {
        texts = context.texts
        pen = context.visitor.pen
        address = context.address.plain
        acknowledgements = try await context.store.acknowledgements(of: alarms)
        notes = try await context.store.notes(on: subjects)
    }

    /// Whether someone has an alarm in hand.
    func isAcknowledged(_ alarm: AlarmFacts) -> Bool { acknowledgements[alarm.id] != nil }

    /// What the partial `alarm-actions` wants.
    func view(_ alarm: AlarmFacts) -> View {
        let anchor = Anchor.text(alarm.id)
        var view = view(NoteSubject(.alarm, alarm.id), place: "notes-" + anchor)
        let taken = acknowledgements[alarm.id]
        view["taken"] = taken.map { taken in
            ["text": texts("alarms.taken", ["name": taken.author]), "at": texts.time(taken.at)] as View
        }
        view["form"] = pen.map { pen in
            [
                // Another form when the alarm has come again: an open page then sends what it shows.
                "id": "act-\(anchor)-\(alarm.lastAt.microseconds)-\(taken == nil)",
                "action": taken == nil ? "/alarms/acknowledge" : "/alarms/take-back",
                "label": texts(taken == nil ? "alarms.acknowledge" : "alarms.takeback"), "token": pen.token,
                "alarm": alarm.id, "seen": "\(alarm.lastAt.microseconds)", "next": next("alarm-" + anchor),
            ] as View
        }
        return view
    }

    /// What the partial `notes` wants; `place` is the id of its element.
    func view(_ subject: NoteSubject, place: String) -> View {
        let rows = notes[subject] ?? []
        guard pen != nil || !rows.isEmpty else { return ["notes": nil] }
        let add = pen.map { pen in
            [
                "token": pen.token, "kind": subject.kind.rawValue, "subject": subject.name, "next": next(place),
                "place": place,
            ] as View
        }
        return ["notes": ["place": place, "rows": rows.map { row($0, place) }, "add": add] as View]
    }

    private func row(_ note: OperatorNote, _ place: String) -> View {
        let delete = pen.flatMap { pen in
            pen.author == note.author
                ? ["token": pen.token, "note": "\(note.id)", "next": next(place)] as View : nil
        }
        return [
            "id": "\(note.id)", "text": note.text, "author": note.author, "at": texts.time(note.writtenAt),
            "delete": delete,
        ]
    }

    /// Back to the same place of the same page.
    private func next(_ place: String) -> String { address.text + "#" + place }
}
