import ActivationDomain
import BoardProjection
import BoardTestSupport
import Testing

@Suite("Searching the board", .timeLimit(.minutes(2)))
struct SearchTests {
    @Test(
        "takes any text as it stands",
        arguments: ["\"", "a\"b", "\"\u{301}x OR y", "a\0b", "NEAR(a b)", "name:a*", "%_%", "A101 AND", "é́́", "教室電腦"]
    )
    func anyText(text: String) async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.running, BoardFixture.job("\(text)-01"))])
            let page = try await board.reader.computers(matching: text, limit: 10)
            // A text of one or two is looked for at the beginning, a longer one anywhere.
            if !text.contains("\0") { #expect(page.rows.map(\.name) == ["\(text)-01"]) }
        }
    }

    @Test("finds computers by a part of name, asset tag and address, page by page")
    func parts() async throws {
        try await BoardFixture.with { board in
            for number in 10..<30 {
                try await board.project([BoardFixture.event(.running, BoardFixture.job("A101-\(number)"))])
            }
            let first = try await board.reader.computers(matching: "101-", limit: 15)
            #expect(first.rows.count == 15)
            let rest = try await board.reader.computers(matching: "101-", after: first.next, limit: 15)
            #expect(rest.rows.map(\.name) == (25..<30).map { "A101-\($0)" })
            #expect(rest.next == nil)
            #expect(try await board.reader.computers(matching: "t-a101-29", limit: 5).rows.map(\.name) == ["A101-29"])
            #expect(try await board.reader.computers(matching: "29.example", limit: 5).rows.map(\.name) == ["A101-29"])
            #expect(try await board.reader.computers(matching: "A", limit: 50).rows.count == 20)
            #expect(try await board.reader.computers(matching: "9", limit: 50).rows.isEmpty)
        }
    }

    @Test("lists computers not heard of, those that never were first, and counts them")
    func silent() async throws {
        try await BoardFixture.with { board in
            let names = (1...7).map { "A101-0\($0)" }
            for (index, name) in names.enumerated() {
                let job = BoardFixture.job(name)
                try await board.project([BoardFixture.event(.running, job)])
                guard index > 2 else { continue }
                try await board.project([BoardFixture.event(.activated, job, after: 100 - index)])
            }
            let since = BoardFixture.time.advanced(by: .seconds(97))
            #expect(try await board.reader.silentCount(since: since) == 6)
            let first = try await board.reader.silent(since: since, limit: 4)
            let rest = try await board.reader.silent(since: since, after: first.next, limit: 4)
            #expect((first.rows + rest.rows).map(\.name) == ["01", "02", "03", "07", "06", "05"].map { "A101-\($0)" })
            #expect(rest.next == nil)
        }
    }

    @Test("names the products of a campaign")
    func products() async throws {
        try await BoardFixture.with { board in
            try await board.project([
                BoardFixture.event(.running), BoardFixture.event(.running, BoardFixture.job(product: "office-2021")),
                BoardFixture.event(.running, BoardFixture.job(product: "office-2016", campaign: "other")),
            ])
            #expect(try await board.reader.products(of: "2026-autumn") == ["office-2021", "windows"])
        }
    }
}
