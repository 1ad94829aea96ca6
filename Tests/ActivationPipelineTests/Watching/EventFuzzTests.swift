import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("Events that are spoilt", .timeLimit(.minutes(20)))
struct EventFuzzTests {
    @Test("leave a watcher's sums right, whatever they say")
    func progress() async throws {
        let originals = try Self.originals()
        try await Fuzz("event", cases: 800).run { random in
            (0..<Int.random(in: 1...6, using: &random)).map { _ in
                let body = originals.randomElement(using: &random) ?? []
                return Int.random(in: 0..<3, using: &random) == 0 ? body : Mutation.spoilJSON(body, &random)
            }
        } text: { bodies in
            bodies.map { Fuzz.text($0) }.joined(separator: "\n         ")
        } check: {
            try Self.check($0)
        }
    }

    private static func check(_ bodies: [[UInt8]]) throws {
        var progress = CampaignProgress(campaign: "2026-autumn")
        var rate = EndRate(since: PipelineFixture.time)
        let now = PipelineFixture.time.advanced(by: .seconds(30))
        for body in bodies {
            guard let event = ObservedEvent(body: body) else { continue }
            progress.apply(event)
            if let time = event.time { rate.count(endAt: time, now: now) }
        }
        let jobs = Array(progress.jobs)
        try Fuzz.require(progress.counts.values.allSatisfy { $0 >= 0 }, "a count is below 0: \(progress.counts)")
        try Fuzz.require(progress.counts.values.reduce(0, +) == jobs.count, "the counts are not the jobs")
        try Fuzz.require(jobs.count <= bodies.count, "there are \(jobs.count) jobs in \(bodies.count) events")
        try Fuzz.require(progress.ended <= progress.total, "more have ended than there are")
        try Fuzz.require(progress.codes.values.allSatisfy { $0.ended >= 0 && $0.waiting >= 0 }, "a code counts below 0")
        let perSecond = rate.perSecond(now: now) ?? 0
        try Fuzz.require((0...Double(bodies.count)).contains(perSecond), "\(perSecond) jobs end in a second")
    }

    private static func originals() throws -> [[UInt8]] {
        let code = ErrorCode(hresult: 0xC004_F074)
        let inner = ErrorCode(hresult: 0xC004_F038)
        let enrolled = Notice(.campaignEnrolled, id: "e", source: "/t", time: PipelineFixture.time) { json in
            json.member("campaign", "2026-autumn")
            json.member("count", 7)
        }
        let second = PipelineFixture.job(attempt: 2)
        let events = [
            try PipelineFixture.event(.enrolled), try PipelineFixture.event(.running),
            try PipelineFixture.event(.deferred, code: code, inner: inner), try PipelineFixture.event(.parked, second),
            try PipelineFixture.event(.failed, second, code: .tls), try PipelineFixture.event(.activated, second),
            try PipelineFixture.event(.running, PipelineFixture.job(round: 2)),
        ]
        return events.map { $0.encoded() } + [enrolled.encoded()]
    }
}
