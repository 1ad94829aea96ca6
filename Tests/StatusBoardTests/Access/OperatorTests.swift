import ActivationDomain
import BoardProjection
import Foundation
import GRDB
import TestSupport
import Testing

@testable import StatusBoard

/// Acknowledgements and notes, by the forms that pages send.
@Suite(.timeLimit(.minutes(3)))
struct OperatorTests {
    private static let seen = "\(AccessBoard.time.microseconds)"

    @Test("An alarm is acknowledged as far as it was seen, until it comes again; the acknowledgement can be taken back")
    func acknowledge() async throws {
        try await AccessBoard.with(users: nil) { board in
            let id = try await board.raiseAlarm()
            let store = board.access.store
            let browser = Browser(port: board.port)
            func post(_ path: String, _ fields: [String: String]) async throws -> RawReply {
                try await browser.post(path, fields.merging(["token": board.localToken]) { own, _ in own })
            }
            func acknowledgement() async throws -> Acknowledgement? {
                try await store.acknowledgements(of: try await BoardReader(board.database).alarms())[id]
            }
            #expect(try await post("/alarms/acknowledge", ["id": "no such", "seen": Self.seen]).status == 404)
            #expect(try await post("/alarms/acknowledge", ["id": id]).status == 400)
            let done = try await post("/alarms/acknowledge", ["id": id, "seen": Self.seen, "next": "/health#x"])
            #expect(done.status == 303 && done["Location"] == "/health#x")
            let first = try #require(try await acknowledgement())
            #expect(first.author == "local" && first.seenUntil == AccessBoard.time)

            try await board.raiseAlarm(after: 60)
            #expect(try await acknowledgement() == nil)
            let late = try await post("/alarms/acknowledge", ["id": id, "seen": Self.seen])
            #expect(late.status == 409 && late.body.contains("has come again"))
            let seen = "\(AccessBoard.time.advanced(by: .seconds(60)).microseconds)"
            #expect(try await post("/alarms/acknowledge", ["id": id, "seen": seen]).status == 303)
            #expect(try await acknowledgement() != nil)
            #expect(try await post("/alarms/take-back", ["id": id]).status == 303)
            #expect(try await acknowledgement() == nil)
            #expect(
                board.audit.map { $0.firstMatch(of: /"what":"([a-z-]+)"/)?.1 } == [
                    "alarm-acknowledged", "alarm-acknowledged", "acknowledgement-taken-back",
                ]
            )
        }
    }

    @Test("A note is kept with who wrote it and when, once, and only its author deletes it")
    func notes() async throws {
        try await AccessBoard.with(users: [("ann", .operator), ("bob", .operator)]) { board in
            let id = try await board.raiseAlarm()
            let ann = Browser(port: board.port)
            let bob = Browser(port: board.port)
            _ = try await ann.logOn("ann", AccessBoard.password)
            _ = try await bob.logOn("bob", AccessBoard.password)
            let tokens = [try await LogOnTests.formToken(board, ann), try await LogOnTests.formToken(board, bob)]
            let text = "<b>Ask “Lee”</b>\r\n電話 1234"
            let note = ["kind": "alarm", "subject": id, "text": text, "token": tokens[0], "next": "/"]
            for _ in 1...2 { #expect(try await ann.post("/notes", note).status == 303) }
            let code = ["kind": "code", "subject": "0xC004F074", "text": "known", "token": tokens[1]]
            #expect(try await bob.post("/notes", code).status == 303)

            let subjects = [NoteSubject(.alarm, id), NoteSubject(.code, "0xC004F074"), NoteSubject(.computer, "x")]
            let kept = try await board.access.store.notes(on: subjects)
            #expect(kept.count == 2)
            let own = try #require(kept[subjects[0]])
            #expect(own.map(\.text) == ["<b>Ask “Lee”</b>\n電話 1234"])
            #expect(own[0].author == "ann")

            let delete = ["id": "\(own[0].id)"]
            let others = try await bob.post("/notes/delete", delete.merging(["token": tokens[1]]) { own, _ in own })
            #expect(others.status == 404 && others.body.contains("no such note of yours"))
            let mine = try await ann.post("/notes/delete", delete.merging(["token": tokens[0]]) { own, _ in own })
            #expect(mine.status == 303)
            #expect(try await board.access.store.notes(on: [subjects[0]]).isEmpty)
            let deeds = board.audit.compactMap { $0.firstMatch(of: /"what":"(note-[a-z]+)"/)?.1 }
            #expect(deeds == ["note-written", "note-written", "note-written", "note-deleted"])
        }
    }

    @Test("A note on nothing that the board knows, without text or too long is refused; a viewer's in words")
    func refused() async throws {
        try await AccessBoard.with(users: [("ann", .operator), ("vic", .viewer)]) { board in
            let id = try await board.raiseAlarm()
            let ann = Browser(port: board.port)
            _ = try await ann.logOn("ann", AccessBoard.password)
            let token = try await LogOnTests.formToken(board, ann)
            let whole = ["kind": "alarm", "subject": id, "text": "x", "token": token]
            for (name, value, status) in [
                ("kind", "planet", 404), ("kind", "computer", 404), ("kind", "code", 404), ("subject", "no such", 404),
                ("subject", "", 400), ("text", "", 400), ("text", " \r\n", 400),
                ("text", String(repeating: "字", count: 2001), 400),
            ] {
                let fields = whole.merging([name: value]) { _, own in own }
                #expect(try await ann.post("/notes", fields).status == status, "\(name) \(value.prefix(20))")
            }
            let emoji = whole.merging(["text": String(repeating: "🎓", count: 2000)]) { _, own in own }
            #expect(try await ann.post("/notes", emoji).status == 303)

            let vic = Browser(port: board.port)
            _ = try await vic.logOn("vic", AccessBoard.password)
            let other = try await LogOnTests.formToken(board, vic)
            for path in ["/notes", "/notes/delete", "/alarms/acknowledge", "/alarms/take-back"] {
                let reply = try await vic.post(path, whole.merging(["token": other, "id": id]) { _, own in own })
                #expect(reply.status == 403)
                #expect(reply.body.contains("only operators may change something"))
            }
            #expect(try await vic.get("/account").body.contains("You are logged on as vic."))
        }
    }

    @Test("A subject has so many notes at most")
    func bounded() async throws {
        let folder = try TestFolder.make("notes")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try OperatorStore(path: folder.appending(path: "n.sqlite").path)
        let subject = NoteSubject(.computer, "A101-01")
        for number in 1...OperatorStore.notesPerSubject {
            let id = try await store.add("\(number)", on: subject, by: "ann", at: AccessBoard.time)
            #expect(id != nil)
        }
        #expect(try await store.add("more", on: subject, by: "ann", at: AccessBoard.time) == nil)
        #expect(try await store.add("more", on: NoteSubject(.computer, "B"), by: "ann", at: AccessBoard.time) != nil)
        #expect(try await store.notes(on: [NoteSubject(.computer, "a101-01")]).values.first?.count == 200)
    }

    @Test("The notes' file is its owner's, survives, and is left alone when it is another version's or no database")
    func file() async throws {
        let folder = try TestFolder.make("notes")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "deep/n.sqlite").path
        do {
            let store = try OperatorStore(path: path)
            _ = try await store.add("kept", on: NoteSubject(.code, "c"), by: "ann", at: AccessBoard.time)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let again = try OperatorStore(path: path)
        #expect(try await again.notes(on: [NoteSubject(.code, "c")]).values.first?.first?.text == "kept")
        try await again.database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(throws: BoardServerError.self) { try OperatorStore(path: path) }
        let foreign = folder.appending(path: "foreign.sqlite").path
        try await DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE precious (x)") }
        let before = try Data(contentsOf: URL(filePath: foreign))
        let refusal = #expect(throws: BoardServerError.self) { try OperatorStore(path: foreign) }
        #expect(refusal?.description.contains("is no database of notes; name another file") == true)
        #expect(try Data(contentsOf: URL(filePath: foreign)) == before)
        let other = folder.appending(path: "other").path
        try String(repeating: "no database ", count: 100).write(toFile: other, atomically: true, encoding: .utf8)
        let error = #expect(throws: BoardServerError.self) { try OperatorStore(path: other) }
        #expect(
            error?.description.hasSuffix("is no database; name another file in board.operatorDatabase") ?? false,
            "\(String(describing: error))"
        )
    }
}
