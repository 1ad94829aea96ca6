import ActivationDomain
import BoardTestSupport
import GRDB
import TestSupport
import Testing

@testable import BoardProjection
@testable import StatusBoard

@Suite("What a page says first", .timeLimit(.minutes(2)))
struct NoticeTests {
    private func expectPage(
        at seconds: Int = 60,
        says text: String,
        not other: String = "role=\"alarm\"",
        _ prepare: @escaping @Sendable (BoardFixture) async throws -> Void
    ) async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await prepare(board)
            try await board.serving(at: BoardFixture.time.advanced(by: .seconds(seconds))) { client in
                let page = try await client.get("/").body
                #expect(page.contains(text))
                #expect(!page.contains(other))
            }
        }
    }

    @Test("nothing, when all is well")
    func calm() async throws {
        try await expectPage(says: "Broker connected", not: "class=\"notices\"") { _ in }
    }

    @Test("that the broker is out of reach, with the reason")
    func lost() async throws {
        try await expectPage(
            says: "The board has no connection to the broker.</strong> What you see may be old (refused)"
        ) {
            try await $0.tell(broker: "lost", "refused")
        }
    }

    @Test("that the broker takes no messages")
    func blocked() async throws {
        try await expectPage(says: "It is short of memory or disk space (low on disk).") {
            try await $0.tell(broker: "blocked", "low on disk")
        }
    }

    @Test("that no worker is there while jobs are open")
    func noWorker() async throws {
        try await expectPage(at: 200, says: "No worker is running.") { board in
            try await board.tell(at: BoardFixture.time.advanced(by: .seconds(200)))
        }
    }

    @Test("that a worker is held up")
    func heldUp() async throws {
        try await expectPage(says: "1 worker is held up by the broker.</strong> w2 (control-1)") { board in
            try await board.tell(worker: "w2", publishing: "blocked")
        }
    }

    @Test("that a worker has fallen silent, which the list of workers has too")
    func silentWorker() async throws {
        let now = BoardFixture.time.advanced(by: .seconds(100))
        let prepare: @Sendable (BoardFixture) async throws -> Void = { board in
            try await board.tell(at: now)
            try await board.tell(worker: "w1", at: now)
            try await board.tell(worker: "w2", host: "control-2", at: BoardFixture.time)
        }
        try await expectPage(
            at: 100,
            says: "1 worker has fallen silent and has not said that it stops.</strong> w2 (control-2)",
            prepare
        )
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await prepare(board)
            try await board.serving(at: now) { client in
                let page = try await client.get("/health").body
                #expect(page.contains("id=\"worker-control-2-w2\"") && page.contains(">silent<"), "\(page)")
            }
        }
    }

    @Test("that the board cannot write, at once and with the cause; and then nothing of workers, whom it does not hear")
    func full() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.database.pool.write { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
            let events = try (0..<500).map {
                try BoardFixture.event(.running, BoardFixture.job("B\($0)", lab: "B\($0)"))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try? await board.project(events) }
                try await eventually("the disk is full") { board.database.outage.cause == .full }
                try await board.serving(at: BoardFixture.time.advanced(by: .seconds(5))) { client in
                    for address in ["/", "/health"] {
                        let page = try await client.get(address).body
                        #expect(page.contains("The board cannot write: its disk is full."), "\(address)")
                        #expect(!page.contains("No worker") && !page.contains("Start one"), "\(address)")
                    }
                    #expect(try await client.get("/metrics").body.contains("\nrollcall_board_writable 0\n"))
                }
            }
        }
    }

    @Test("that waiting jobs are overdue")
    func overdue() async throws {
        for (seconds, isOverdue) in [(700, false), (740, true)] {
            let text = "Waiting jobs are overdue."
            try await expectPage(at: seconds, says: isOverdue ? text : "<h1", not: isOverdue ? "role=\"alarm\"" : text)
            {
                board in
                let now = BoardFixture.time.advanced(by: .seconds(seconds))
                try await board.tell(at: now)
                try await board.tell(worker: "w1", at: now)
                // Due 600 seconds after it was put off.
                let job = BoardFixture.job("Z-01")
                try await board.project([BoardFixture.event(.deferred, job, code: "0xC004F074", after: 10)])
            }
        }
    }

    @Test("that jobs run but nothing is heard")
    func stalled() async throws {
        let later = BoardFixture.time.advanced(by: .seconds(200))
        try await expectPage(at: 200, says: "Nothing moves.") { board in
            try await board.tell(at: later)
            try await board.tell(worker: "w1", at: later)
            try await board.tell(lastEvent: BoardFixture.time)
        }
    }

    @Test("that the board itself stands still")
    func stale() async throws {
        try await expectPage(at: 200, says: "The board does not write.") { _ in }
    }

    @Test("that a KMS host is in trouble, also where no computer knows which")
    func kmsHost() async throws {
        for (host, title) in [
            ("kms.example.edu", "Trouble with the KMS host kms.example.edu"),
            ("", "Trouble with a KMS host that the computers do not name"),
        ] {
            try await expectPage(says: title, not: "Trouble with the KMS host <") { board in
                try await board.database.project([
                    BoardFixture.notice(.kmsHostAlarm, id: "k") { json in
                        if !host.isEmpty { json.member("kmsHost", host) }
                        json.object("error") { $0.member("code", "0xC004F074") }
                    }
                ])
            }
        }
    }
}
