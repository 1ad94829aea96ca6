import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("How a campaign stands")
struct CampaignProgressTests {
    private static let noHost = ErrorCode(hresult: 0xC004_F074)
    private static let lowCount = ErrorCode(hresult: 0xC004_F038)

    private func observed(_ event: ActivationEvent) throws -> ObservedEvent {
        try #require(ObservedEvent(body: event.encoded()))
    }

    private func observed(
        _ state: ActivationState,
        _ job: Job = PipelineFixture.job(),
        code: ErrorCode? = nil,
        inner: ErrorCode? = nil
    ) throws -> ObservedEvent {
        try observed(PipelineFixture.event(state, job, code: code, inner: inner))
    }

    private func first(_ progress: CampaignProgress) -> JobStatus? { progress.jobs.first { _ in true } }

    private func enrolled(_ count: Int, campaign: String = "2026-autumn") throws -> ObservedEvent {
        let notice = Notice(.campaignEnrolled, id: "e/\(count)", source: "/t", time: PipelineFixture.time) { json in
            json.member("campaign", campaign)
            json.member("count", count)
        }
        return try #require(ObservedEvent(body: notice.encoded()))
    }

    @Test("follows each job to its end")
    func story() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        let first = PipelineFixture.job("PC-1")
        let second = PipelineFixture.job("PC-1", attempt: 2)
        for (event, state) in [
            (try observed(.enrolled, first), ActivationState.enrolled), (try observed(.running, first), .running),
            (try observed(.deferred, first, code: Self.noHost, inner: Self.lowCount), .deferred),
            (try observed(.running, second), .running), (try observed(.activated, second), .activated),
        ] {
            #expect(progress.apply(event) == true)
            #expect(progress.job(computer: "PC-1", product: "windows")?.state == state)
            #expect(progress.counts.filter { $0.value != 0 } == [state: 1])
        }
        let status = try #require(progress.job(computer: "PC-1", product: "windows"))
        #expect(status.attempt == 2)
        #expect(status.computer == "PC-1")
        #expect(status.code == Self.noHost.text, "the last error stays known")
        #expect(status.decidingCode == Self.lowCount.text)
        #expect(progress.attempts == 2)
        #expect(progress.ended == 1)
        #expect(progress.activated == 1)
        #expect(progress.repeats == 0)
    }

    @Test("takes a new error in place of the old one, its inner code included")
    func newError() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        progress.apply(try observed(.deferred, code: Self.noHost, inner: Self.lowCount))
        progress.apply(try observed(.failed, PipelineFixture.job(attempt: 2), code: .connectTimeout))
        let status = try #require(first(progress))
        #expect(status.code == ErrorCode.connectTimeout.text)
        #expect(status.innerCode == nil)
        #expect(status.decidingCode == ErrorCode.connectTimeout.text)
    }

    @Test("goes by the first event of an id, also where a later one says otherwise")
    func repeats() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        #expect(progress.apply(try observed(.running)) == true)
        #expect(progress.apply(try observed(.running)) == false)
        #expect(progress.apply(try observed(.activated)) == true)
        #expect(progress.apply(try observed(.failed, code: Self.noHost)) == false, "both have the id of the end")
        #expect(progress.counts[.activated] == 1)
        #expect(progress.counts[.failed] == nil)
        #expect(progress.attempts == 1)
        #expect(progress.repeats == 2)
        #expect(first(progress)?.code == nil)
    }

    @Test("leaves out what is said of a job after its end")
    func late() throws {
        var progress = CampaignProgress(campaign: "2026-autumn", expected: 1)
        progress.apply(try observed(.running))
        progress.apply(try observed(.activated))
        let forked = PipelineFixture.job(attempt: 2)
        for state in [ActivationState.enrolled, .running, .deferred, .parked] {
            #expect(progress.apply(try observed(state, forked, code: Self.noHost)) == false)
        }
        #expect(first(progress)?.state == .activated)
        #expect(first(progress)?.attempt == 1)
        #expect(progress.attempts == 1)
        #expect(progress.ended == 1)
        #expect(progress.isComplete)
    }

    @Test("is not set back when enrolled is told after running")
    func enrolledLate() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        progress.apply(try observed(.running))
        #expect(progress.apply(try observed(.enrolled)) == false)
        #expect(first(progress)?.state == .running)
        #expect(progress.total == 1)
        #expect(progress.counts[.enrolled, default: 0] == 0)
    }

    @Test("is not set back by an earlier attempt")
    func earlierAttempt() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        progress.apply(try observed(.running, PipelineFixture.job(attempt: 3)))
        #expect(progress.apply(try observed(.deferred, PipelineFixture.job(attempt: 2), code: Self.noHost)) == false)
        #expect(first(progress)?.state == .running)
        #expect(first(progress)?.attempt == 3)
    }

    @Test("is complete when the enrolment is and every job has ended")
    func completeness() throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        #expect(!progress.isComplete)
        progress.apply(try observed(.activated, PipelineFixture.job("PC-1")))
        #expect(!progress.isComplete, "no one has said how many there are")
        #expect(progress.apply(try enrolled(3)) == true)
        #expect(progress.total == 3)
        for (name, state) in [("PC-2", ActivationState.failed), ("PC-3", .refused)] {
            #expect(!progress.isComplete)
            progress.apply(try observed(state, PipelineFixture.job(name), code: .notInRegister))
        }
        #expect(progress.isComplete)
        #expect(progress.ended == 3)
        #expect(progress.activated == 1)
        progress.apply(try observed(.running, PipelineFixture.job("PC-4")))
        #expect(!progress.isComplete, "a job from elsewhere counts too")
        progress.apply(try enrolled(2))
        #expect(progress.total == 4)
        var empty = CampaignProgress(campaign: "2026-autumn", expected: 0)
        #expect(empty.isComplete)
        empty.apply(try enrolled(1))
        #expect(!empty.isComplete)
    }

    @Test("is of one campaign alone")
    func otherCampaign() throws {
        var progress = CampaignProgress(campaign: "2027-spring")
        #expect(progress.apply(try observed(.running)) == false)
        #expect(progress.apply(try enrolled(5)) == false)
        #expect(progress.total == 0)
        #expect(progress.attempts == 0)
    }

    @Test("is the same however often each event comes again")
    func anyRepeats() throws {
        var random = SeededGenerator(seed: 61)
        var events: [ObservedEvent] = []
        for number in 0..<40 {
            let attempts = Int.random(in: 1...4, using: &random)
            for attempt in 1...attempts {
                let job = PipelineFixture.job("PC-\(number)", attempt: attempt)
                events.append(try observed(.running, job))
                let isLast = attempt == attempts
                events.append(try observed(isLast ? .activated : .deferred, job, code: isLast ? nil : Self.noHost))
            }
        }
        var once = CampaignProgress(campaign: "2026-autumn", expected: 40)
        for event in events { once.apply(event) }
        var often = CampaignProgress(campaign: "2026-autumn", expected: 40)
        for (index, event) in events.enumerated() {
            often.apply(event)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                often.apply(events[Int.random(in: 0...index, using: &random)])
            }
        }
        #expect(Set(often.jobs) == Set(once.jobs))
        #expect(often.attempts == once.attempts)
        #expect(often.counts.filter { $0.value != 0 } == once.counts.filter { $0.value != 0 })
        #expect(often.isComplete)
        #expect(often.repeats > 0)
    }
}
