import Foundation
import TestSupport
import Testing

/// The board's pages in a real browser, beside a real campaign.
@Suite("The status board in a browser", .timeLimit(.minutes(10)))
struct BoardBrowserTests {
    private static let lab = """
          - { name: "GONE-{01...12}", address: "127.57.1.1+", site: main, lab: B200, products: windows, activate: 0xC004F050,
              seconds: 0.5, expect: failed }
          - { name: "SEEN-{01...80}", address: "127.57.0.1+", site: main, lab: A101, products: [windows, office-2021], seconds: 0.3...0.9 }
          - { name: "SLOW-{01...08}", address: "127.57.2.1+", site: north, lab: N1, products: windows,
              activate: [0xC004F074, ok], inner: 0xC004F06C, clockOffset: -9h, seconds: 0.2 }
        """

    @Test(
        "Counts move without a reload, filters last, search finds, both languages, nothing leaves the machine, axe is content"
    )
    func read() async throws {
        try await Campus.withRunning(computers: BoardBrowserTests.lab, slots: 1, results: true) { campus in
            let (board, url) = try await campus.startBoard()
            let worker = try campus.startWorker()
            try await campus.enrol("browsed")
            try await eventually(within: .seconds(240), "a computer's first attempt is told") {
                let why = try await campus.rollcall("why", "GONE-01", "--json")
                return why.output.contains("0xC004F050")
            }
            try await campus.peer("browse.py", "read", "--url", url, "--computer", "GONE-01", limit: .seconds(420))
            let lost = try campus.startPeer("browse.py", ["lose", "--url", url])
            try await eventually("the page is open") {
                lost.output.contains("open") || !lost.isRunning
            }
            board.signal(SIGKILL)
            let ended = try await lost.ended(within: .seconds(90))
            #expect(ended.status == 0, "\(ended.errors)")
            worker.signal(SIGTERM)
            _ = try await worker.ended()
        }
    }

    @Test("An empty board says what to do next, and is as easy to use")
    func empty() async throws {
        try await Campus.withRunning(computers: BoardBrowserTests.lab, results: true) { campus in
            let (board, url) = try await campus.startBoard()
            try await campus.peer("browse.py", "empty", "--url", url, limit: .seconds(120))
            board.signal(SIGTERM)
            #expect(try await board.ended().status == 0)
        }
    }
}
