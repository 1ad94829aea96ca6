import ActivationDomain
import BoardProjection
import BoardTestSupport
import Testing

@Suite("Retention", .timeLimit(.minutes(2)))
struct RetentionTests {
    @Test("forgets what was last heard of before a time, but no campaign that still waits; computers and licences stay")
    func forget() async throws {
        try await BoardFixture.with { board in
            let (old, waits, new) = (
                BoardFixture.job(campaign: "old"), BoardFixture.job("A101-02", campaign: "waits"),
                BoardFixture.job("A101-03", campaign: "new")
            )
            try await board.project([
                BoardFixture.event(.running, old), BoardFixture.event(.activated, old, after: 5),
                BoardFixture.event(.deferred, waits, code: "0xC004F074", after: 5),
                BoardFixture.event(.activated, new, after: 3600),
            ])
            let retention = Retention(board.database)
            func names() async throws -> [String] { try await board.reader.campaigns().map(\.name).sorted() }

            #expect(try await retention.forget(before: BoardFixture.time) == 0)
            #expect(try await retention.forget(before: BoardFixture.time.advanced(by: .seconds(60))) == 1)
            // Due 600 seconds after it was put off.
            #expect(try await names() == ["new", "waits"])
            let computer = try #require(try await board.reader.computer("A101-01"))
            #expect(computer.jobs.isEmpty && computer.computer.licences.map(\.product) == ["windows"])
            #expect(try await retention.forget(before: BoardFixture.time.advanced(by: .seconds(1200))) == 1)
            #expect(try await names() == ["new"])
        }
    }
}
