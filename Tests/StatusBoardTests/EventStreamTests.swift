import ActivationDomain
import BoardProjection
import BoardTestSupport
import Synchronization
import TestSupport
import Testing

@testable import StatusBoard

@Suite("Live updates", .timeLimit(.minutes(2)))
struct EventStreamTests {
    @Test("bring the changed page after a projection, in the reader's language and by the filter")
    func update() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            let progress = ProjectionProgress()
            try await board.serving(progress: progress) { client in
                var pages: [String] = []
                try await client.events("/events?of=%2Fjobs%3Fstate%3Dfailed&lang=zh-Hant") { event in
                    guard event.hasPrefix("event: page") else { return false }
                    pages.append(event)
                    guard pages.count == 1 else { return true }
                    let job = BoardFixture.job("A101-09")
                    try await board.project([
                        BoardFixture.event(.running, job),
                        BoardFixture.event(.failed, job, code: "0xC004F035", after: 9),
                        BoardFixture.event(.running, BoardFixture.job("A101-08")),
                    ])
                    progress.changed()
                    return false
                }
                #expect(pages.count == 2)
                #expect(pages.first?.contains("1 項工作") == true && pages.last?.contains("2 項工作") == true)
                #expect(pages.last?.contains(">A101-09</a>") == true && pages.last?.contains("A101-08") == false)
            }
        }
    }

    @Test("say that nothing has changed when nothing has")
    func same() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            let progress = ProjectionProgress()
            try await board.serving(progress: progress) { client in
                var names: [String] = []
                try await client.events("/events?of=/") { event in
                    guard let name = event.split(separator: "\n").first, name.hasPrefix("event:") else { return false }
                    names.append(String(name))
                    progress.changed()
                    return names.count == 2
                }
                #expect(names == ["event: page", "event: same"])
            }
        }
    }

    @Test("are refused past the limit, and again possible once someone has gone")
    func limit() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving(configure: { $0.mostEventStreams = 1 }) { client in
                try await client.events("/events?of=/") { _ in
                    let refused = try await client.get("/events?of=/")
                    #expect(refused.status == 503)
                    #expect(refused.header("retry-after") == ["30"])
                    return true
                }
                try await eventually("a free place") {
                    do {
                        try await client.events("/events?of=/") { _ in true }
                        return true
                    } catch is TestSupportError {
                        return false
                    }
                }
            }
        }
    }

    @Test(
        "are not to be had of what is no page of the board",
        arguments: ["/events", "/events?of=", "/events?of=http://x/"]
    )
    func nonsense(address: String) async throws {
        try await BoardFixture.with { board in
            try await board.serving { client in
                let answer = try await client.get(address)
                #expect(answer.status == 400)
            }
        }
    }

    @Test("end after a while, so that the page asks anew")
    func over() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving(configure: { $0.eventStreamLife = .zero }) { client in
                var events: [String] = []
                try await client.events("/events?of=/") { event in
                    events.append(event)
                    return false
                }
                #expect(events == ["retry: 3000", "event: over\ndata: "])
            }
        }
    }

    @Test("make a page once for all who look at the same one")
    func shared() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<20 {
                        group.addTask {
                            let page = Mutex("")
                            try await client.events("/events?of=/") { event in
                                guard event.hasPrefix("event: page") else { return false }
                                page.withLock { $0 = event }
                                return true
                            }
                            return page.withLock { $0 }
                        }
                    }
                    var pages: Set<String> = []
                    for try await page in group { pages.insert(page) }
                    #expect(pages.count == 1)
                }
            }
        }
    }
}
