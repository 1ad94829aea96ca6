import ActivationDomain
import BoardTestSupport
import TestSupport
import Testing

@testable import BoardProjection

@Suite("The pace of a campaign", .timeLimit(.minutes(2)))
struct PaceTests {
    /// Of a campaign of 100 jobs, of which 40 have ended.
    private func pace(_ ended: [Int], isAbandoned: Bool = false) -> PaceFacts {
        var counts = StateCounts()
        counts.byState = [.activated: 40, .enrolled: 60]
        let campaign = CampaignFacts(
            name: "c",
            total: 100,
            counts: counts,
            attempts: 40,
            superseded: 0,
            firstAt: BoardFixture.time,
            lastAt: BoardFixture.time
        )
        let minutes = [Int](repeating: 0, count: Pace.minutes - ended.count) + ended
        return Pace(endedPerMinute: minutes, campaign: campaign, isAbandoned: isAbandoned, now: BoardFixture.time)
            .facts(nextDue: nil, lastDue: nil)
    }

    @Test("foretells the end by the middle of the last minutes")
    func goes() {
        let facts = pace([10, 20, 10, 0])
        #expect(facts.perMinute == 10)
        #expect(facts.expectedEnd == BoardFixture.time.advanced(by: .seconds(360)))
        #expect(pace([10, 10, 0, 0]).perMinute == 10, "a minute without an end is none yet")
    }

    @Test("foretells nothing when nothing has ended for minutes, or every worker has fallen silent")
    func stands() {
        for facts in [pace([10, 20, 10, 0, 0, 0]), pace([10, 20, 10], isAbandoned: true), pace([])] {
            #expect(facts.perMinute == nil && facts.expectedEnd == nil)
        }
    }

    @Test("knows whether workers that were heard of are silent")
    func silent() async throws {
        try await BoardFixture.with { board in
            let jobs = (0..<20).map { BoardFixture.job("A\($0)") }
            for job in jobs.prefix(10) { try await board.project([BoardFixture.event(.activated, job)]) }
            for job in jobs.suffix(10) { try await board.project([BoardFixture.event(.enrolled, job)]) }
            let campaign = try #require(try await board.reader.campaign("2026-autumn"))
            let now = BoardFixture.time.advanced(by: .seconds(90))
            #expect(try await board.reader.pace(of: campaign, now: now).expectedEnd != nil)
            try await board.tell(worker: "w1", at: BoardFixture.time)
            #expect(try await board.reader.pace(of: campaign, now: now).expectedEnd == nil)
            try await board.tell(worker: "w1", at: now)
            #expect(try await board.reader.pace(of: campaign, now: now).expectedEnd != nil)
        }
    }
}
