import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("A campaign of several rounds")
struct CampaignRoundTests {
    private static let noHost = ErrorCode(hresult: 0xC004_F074)

    private func observed(
        _ state: ActivationState,
        _ computer: String = "PC-1",
        product: String = "windows",
        round: Int = 1,
        attempt: Int = 1,
        code: ErrorCode? = nil
    ) throws -> ObservedEvent {
        let job = PipelineFixture.job(computer, product: product, round: round, attempt: attempt)
        return try #require(ObservedEvent(body: PipelineFixture.event(state, job, code: code).encoded()))
    }

    private func enrolled(_ count: Int) throws -> ObservedEvent {
        let notice = Notice(.campaignEnrolled, id: "e", source: "/t", time: PipelineFixture.time) { json in
            json.member("campaign", "2026-autumn")
            json.member("count", count)
        }
        return try #require(ObservedEvent(body: notice.encoded()))
    }

    @Test("is as the newest round has ended")
    func newest() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        progress.apply(try observed(.running))
        progress.apply(try observed(.failed, code: Self.noHost))
        progress.apply(try enrolled(1))
        #expect(progress.isComplete)
        #expect(progress.codes == [Self.noHost.text: CampaignProgress.CodeCount(ended: 1, waiting: 0)])
        #expect(progress.apply(try observed(.enrolled, round: 2)) == true)
        progress.apply(try enrolled(1))
        #expect(progress.total == 1)
        #expect(progress.ended == 0)
        #expect(!progress.isComplete)
        #expect(progress.superseded == 1)
        #expect(progress.codes.isEmpty, "the error was that of the round before")
        progress.apply(try observed(.running, round: 2))
        progress.apply(try observed(.activated, round: 2))
        #expect(progress.isComplete)
        #expect(progress.activated == 1)
        #expect(progress.total == 1)
        #expect(progress.attempts == 2)
        #expect(progress.counts.filter { $0.value != 0 } == [.activated: 1])
        let status = try #require(progress.job(computer: "pc-1", product: "windows"))
        #expect(status.round == 2)
        #expect(status.code == nil)
    }

    @Test("counts a further round of some computers beside the first one of the others")
    func someComputers() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        for number in 1...10 {
            let state = number <= 3 ? ActivationState.failed : .activated
            progress.apply(try observed(state, "PC-\(number)", code: number <= 3 ? Self.noHost : nil))
        }
        progress.apply(try enrolled(10))
        for number in 1...3 { progress.apply(try observed(.enrolled, "pc-\(number)", round: 2)) }
        progress.apply(try enrolled(3))
        #expect(progress.total == 10)
        #expect(progress.ended == 7)
        for number in 1...3 { progress.apply(try observed(.activated, "PC-\(number)", round: 2)) }
        #expect(progress.isComplete)
        #expect(progress.activated == 10)
        #expect(progress.superseded == 3)
        #expect(progress.repeats == 0)
    }

    @Test("takes another product of the same computer for another job")
    func products() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        progress.apply(try observed(.failed, code: Self.noHost))
        progress.apply(try observed(.activated, product: "office-2021", round: 2))
        #expect(progress.total == 2)
        #expect(progress.superseded == 0)
    }

    @Test("leaves out what an older round tells after the newer one")
    func late() throws {
        var progress = CampaignProgress(campaign: "2026-autumn", expected: 1)
        progress.apply(try observed(.activated, round: 3))
        for state in [ActivationState.enrolled, .running, .deferred, .failed] {
            #expect(progress.apply(try observed(state, round: 2, attempt: 9, code: Self.noHost)) == false)
        }
        #expect(progress.isComplete)
        #expect(progress.activated == 1)
        #expect(progress.total == 1)
    }

    @Test("counts the same jobs however often they are enrolled")
    func enrolments() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        for _ in 1...3 {
            for number in 1...4 { progress.apply(try observed(.enrolled, "PC-\(number)")) }
            progress.apply(try enrolled(4))
        }
        #expect(progress.total == 4)
        for number in 5...9 { progress.apply(try observed(.enrolled, "PC-\(number)")) }
        progress.apply(try enrolled(5))
        #expect(progress.total == 9, "another lab of the same campaign")
    }

    @Test("is the same in whatever order rounds of different computers come, and however often")
    func anyOrder() throws {
        var random = SeededGenerator(seed: 83)
        var stories: [[ObservedEvent]] = []
        for number in 0..<30 {
            let rounds = Int.random(in: 1...3, using: &random)
            for round in 1...rounds {
                let end = round == rounds ? ActivationState.activated : .failed
                stories.append(
                    try [.enrolled, .running, end].map {
                        try observed($0, "PC-\(number)", round: round, code: $0 == .failed ? Self.noHost : nil)
                    }
                )
            }
        }
        for _ in 0..<20 {
            var progress = CampaignProgress(campaign: "2026-autumn", expected: 30)
            var rest = stories.shuffled(using: &random)
            while !rest.isEmpty {
                let index = Int.random(in: rest.indices, using: &random)
                let event = rest[index].removeFirst()
                for _ in 0...Int.random(in: 0...1, using: &random) { progress.apply(event) }
                if rest[index].isEmpty { rest.remove(at: index) }
            }
            #expect(progress.isComplete)
            #expect(progress.activated == 30)
            #expect(progress.total == 30)
            #expect(progress.codes.isEmpty)
        }
    }

    @Test("takes the first end of a job, also when an attempt tells it that was overtaken")
    func overtakenEnd() throws {
        var progress = CampaignProgress(campaign: "2026-autumn", expected: 1)
        progress.apply(try observed(.running, attempt: 3))
        #expect(progress.apply(try observed(.failed, attempt: 2, code: Self.noHost)) == true)
        #expect(progress.apply(try observed(.activated, attempt: 3)) == false)
        #expect(progress.isComplete)
        #expect(progress.activated == 0)
    }

    @Test("takes each parking of an attempt once")
    func parked() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        var job = PipelineFixture.job()
        for parks in 1...3 {
            job.parks = parks
            let event = try PipelineFixture.event(.parked, job, code: .registerStale)
            let observed = try #require(ObservedEvent(body: event.encoded()))
            #expect(progress.apply(observed) == true)
            #expect(progress.apply(observed) == false)
        }
        #expect(progress.repeats == 3)
    }
}
