import ActivationDomain
import BoardProjection
import BoardTestSupport
import Testing

@Suite("What has waited longest", .timeLimit(.minutes(2)))
struct BacklogTests {
    @Test("is the oldest job that no worker has begun, and the next that is due; no round that another has replaced")
    func backlog() async throws {
        try await BoardFixture.with { board in
            let (old, new) = (BoardFixture.job("A101-01"), BoardFixture.job("A101-02"))
            try await board.project([BoardFixture.event(.enrolled, old), BoardFixture.event(.enrolled, new, after: 50)])
            var backlog = try await board.reader.backlog(of: "2026-autumn")
            #expect(backlog == BacklogFacts(oldestEnrolledAt: BoardFixture.time, nextDue: nil))

            try await board.project([
                BoardFixture.event(.running, old, after: 60),
                BoardFixture.event(.deferred, old, code: "0xC004F074", after: 62),
            ])
            backlog = try await board.reader.backlog(of: "2026-autumn")
            #expect(backlog.oldestEnrolledAt == BoardFixture.time.advanced(by: .seconds(50)))
            #expect(backlog.nextDue == BoardFixture.time.advanced(by: .seconds(662)))

            // A newer round takes the place of both, and is activated at once.
            for name in ["A101-01", "A101-02"] {
                let again = BoardFixture.job(name, round: 2)
                try await board.project([BoardFixture.event(.activated, again, after: 70)])
            }
            #expect(try await board.reader.backlog(of: "2026-autumn") == BacklogFacts())
            #expect(try await board.reader.backlog(of: "none") == BacklogFacts())
        }
    }
}
