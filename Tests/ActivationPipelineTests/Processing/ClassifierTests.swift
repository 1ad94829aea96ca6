import ActivationDomain
import ActivationPipeline
import KMSExchange
import Testing

@Suite("What follows from an attempt")
struct ClassifierTests {
    private static let noHost = ErrorCode(hresult: 0xC004_F074)
    private static let wrongHost = ErrorCode(hresult: 0xC004_F042)
    private static let lowCount = ErrorCode(hresult: 0xC004_F038)

    /// The verdict of an attempt that began at the fixture's time, with the jitter's middle.
    private func verdict(
        _ outcome: ExchangeResult.Outcome,
        _ job: Job = PipelineFixture.job(),
        scale: Double = 1,
        maximumAttempts: Int? = nil,
        draw: Double = 0.5
    ) throws -> Verdict {
        var result = ExchangeResult(outcome)
        result.kmsHost = "kms:1688"
        return try classifier(scale, maximumAttempts)
            .verdict(result, job, now: PipelineFixture.time, duration: .seconds(2), draw: draw)
    }

    private func classifier(_ scale: Double = 1, _ maximumAttempts: Int? = nil) throws -> Classifier {
        Classifier(
            catalogue: try PipelineFixture.errors(),
            source: "/rollcall/worker/w1",
            scale: scale,
            maximumAttempts: maximumAttempts
        )
    }

    private func end(_ verdict: Verdict) throws -> ActivationEvent {
        guard case .end(let event, nil) = verdict else { throw Unexpected(verdict) }
        #expect(event.nextAttemptAt == nil)
        return event
    }

    private func again(_ verdict: Verdict) throws -> (event: ActivationEvent, next: Job, seconds: Int) {
        guard case .again(let event, let next, let seconds) = verdict else { throw Unexpected(verdict) }
        #expect(event.nextAttemptAt == event.time.advanced(by: .seconds(seconds)))
        return (event, next, seconds)
    }

    private struct Unexpected: Error {
        var verdict: Verdict

        init(_ verdict: Verdict) {
            self.verdict = verdict
        }
    }

    @Test("is its end when the computer reports the licence as active")
    func activated() throws {
        var result = ExchangeResult(.activated)
        result.licence = .init(status: .licensed, minutesRemaining: 259_200)
        result.kmsHost = "kms:1688"
        result.evidence.timeZone = "UTC+08:00"
        let event = try end(
            try classifier().verdict(
                result,
                PipelineFixture.job(attempt: 3),
                now: PipelineFixture.time,
                duration: .milliseconds(12),
                draw: 0
            )
        )
        #expect(event.state == .activated)
        #expect(event.job.attempt == 3)
        #expect(event.failure == nil)
        #expect(event.licence == result.licence)
        #expect(event.kmsHost == "kms:1688")
        #expect(event.evidence == result.evidence)
        #expect(event.duration == .milliseconds(12))
        #expect(event.source == "/rollcall/worker/w1")
    }

    @Test("is another attempt after a growing wait when the reason can pass")
    func deferred() throws {
        var last = 0
        for attempt in 1...9 {
            let job = PipelineFixture.job(attempt: attempt)
            let (event, next, seconds) = try again(try verdict(.failed(Self.noHost, inner: nil), job))
            #expect(event.state == .deferred)
            #expect(event.job == job)
            #expect(event.failure?.code == Self.noHost)
            #expect(!event.isExhausted)
            #expect(next.attempt == attempt + 1)
            #expect(next.id == job.id)
            #expect(seconds > last || seconds == DelayLadder.quantise(.seconds(14_400)))
            last = seconds
        }
        #expect(try again(try verdict(.failed(Self.noHost, inner: nil))).seconds == 120)
        #expect(try again(try verdict(.failed(Self.noHost, inner: nil), draw: 0)).seconds == 60)
        #expect(try again(try verdict(.failed(Self.noHost, inner: nil), draw: 1)).seconds == 184, "180 on the ladder")
    }

    @Test("is the end when the attempts are used up")
    func exhausted() throws {
        for attempt in [10, 11, 1000] {
            let event = try end(try verdict(.failed(Self.noHost, inner: nil), PipelineFixture.job(attempt: attempt)))
            #expect(event.state == .failed)
            #expect(event.isExhausted)
            #expect(event.failure?.code == Self.noHost)
        }
    }

    @Test("is the end at once when only a person can help")
    func permanent() throws {
        for attempt in [1, 4] {
            let event = try end(try verdict(.failed(Self.wrongHost, inner: nil), PipelineFixture.job(attempt: attempt)))
            #expect(event.state == .failed)
            #expect(!event.isExhausted)
            #expect(event.failure?.entry.errorClass == .permanent)
        }
    }

    @Test("goes by the inner code where there is one")
    func innerCode() throws {
        let ended = try end(try verdict(.failed(Self.noHost, inner: Self.wrongHost)))
        #expect(ended.failure?.code == Self.noHost)
        #expect(ended.failure?.innerCode == Self.wrongHost)
        #expect(ended.failure?.entry.code == Self.wrongHost)
        let (event, _, seconds) = try again(try verdict(.failed(Self.noHost, inner: Self.lowCount)))
        #expect(event.failure?.entry.errorClass == .count)
        #expect(seconds == DelayLadder.quantise(.seconds(7200)))
    }

    @Test("is three attempts for a code that no one knows")
    func unknownCode() throws {
        let code = ErrorCode(hresult: 0x8123_4567)
        _ = try again(try verdict(.failed(code, inner: nil), PipelineFixture.job(attempt: 2)))
        #expect(try end(try verdict(.failed(code, inner: nil), PipelineFixture.job(attempt: 3))).isExhausted)
    }

    @Test("is a refusal when the computer is not ours")
    func refused() throws {
        let event = try end(try verdict(.refused(.noKMSEdition)))
        #expect(event.state == .refused)
        #expect(event.failure?.code == .noKMSEdition)
        #expect(!event.isExhausted)
    }

    @Test("is a wait that costs no attempt when what it needs is out of use")
    func parked() throws {
        var job = PipelineFixture.job(attempt: 2)
        job.parks = 4
        let until = PipelineFixture.time.advanced(by: .seconds(1000))
        let (event, next, seconds) = try again(try verdict(.parked(.authentication, until: until), job, draw: 0))
        #expect(event.state == .parked)
        #expect(event.id == "\(job.id)/2/parked/5")
        #expect(next.attempt == 2)
        #expect(next.parks == 5)
        #expect(seconds == DelayLadder.quantise(.seconds(1000)))
        let later = try again(try verdict(.parked(.authentication, until: until), job, draw: 1)).seconds
        #expect(later == DelayLadder.quantise(.seconds(1100)), "not all at the same moment")
        let past = PipelineFixture.time.advanced(by: .seconds(-5))
        #expect(try again(try verdict(.parked(.authentication, until: past))).seconds == 1)
    }

    @Test("is the same attempt again when the worker stops")
    func interrupted() throws {
        let job = PipelineFixture.job(attempt: 2)
        #expect(try verdict(.interrupted, job) == .handBack(job))
    }

    @Test("is its expiry when the next attempt would come too late, and not a second before")
    func deadline() throws {
        let deadline = PipelineFixture.time.advanced(by: .seconds(120))
        let outcome = ExchangeResult.Outcome.failed(Self.noHost, inner: nil)
        _ = try again(try verdict(outcome, PipelineFixture.job(notAfter: deadline)))
        let sooner = PipelineFixture.job(notAfter: PipelineFixture.time.advanced(by: .seconds(119)))
        let event = try end(try verdict(outcome, sooner))
        #expect(event.state == .expired)
        #expect(event.failure?.code == Self.noHost, "the last error is still told")
        #expect(!event.isExhausted)
        let parked = try verdict(.parked(.authentication, until: deadline.advanced(by: .seconds(60))), sooner)
        #expect(try end(parked).state == .expired)
        let done = try verdict(.activated, sooner)
        #expect(try end(done).state == .activated, "what succeeded in time is not expired")
    }

    @Test("is fewer attempts where the settings say so")
    func maximumAttempts() throws {
        let outcome = ExchangeResult.Outcome.failed(Self.noHost, inner: nil)
        _ = try again(try verdict(outcome, PipelineFixture.job(attempt: 1), maximumAttempts: 2))
        #expect(try end(try verdict(outcome, PipelineFixture.job(attempt: 2), maximumAttempts: 2)).isExhausted)
        #expect(try end(try verdict(outcome, maximumAttempts: 1)).isExhausted, "the limit ended it, not the error")
        #expect(try end(try verdict(.failed(Self.wrongHost, inner: nil), maximumAttempts: 5)).isExhausted == false)
        let tenth = try verdict(outcome, PipelineFixture.job(attempt: 10), maximumAttempts: 50)
        #expect(try end(tenth).isExhausted, "the settings grant no more than the catalogue")
    }

    @Test("is a wait multiplied by the scale")
    func scale() throws {
        let outcome = ExchangeResult.Outcome.failed(Self.noHost, inner: nil)
        #expect(try again(try verdict(outcome, scale: 0.1)).seconds == 12)
        #expect(try again(try verdict(outcome, scale: 0.000_001)).seconds == 1)
        #expect(try again(try verdict(outcome, scale: 2)).seconds == 240)
    }

    @Test("is what the admission says when the job was not admitted")
    func decisions() throws {
        let classifier = try classifier()
        let job = PipelineFixture.job()
        func verdict(_ denial: Admission.Denial, draw: Double = 0.5) -> Verdict {
            classifier.verdict(denial, job, now: PipelineFixture.time, draw: draw)
        }
        #expect(try end(verdict(.expired)).state == .expired)
        let failed = try end(verdict(.failed(.unsupported, detail: "why")))
        #expect(failed.state == .failed)
        #expect(failed.failure?.code == .unsupported)
        #expect(failed.evidence.detail == "why")
        #expect(!failed.isExhausted)
        #expect(try end(verdict(.refused(.notInRegister, detail: "why"))).state == .refused)
        let (event, next, seconds) = try again(verdict(.parked(.registerStale, detail: "why")))
        #expect(event.state == .parked)
        #expect(next.parks == 1)
        #expect(next.attempt == 1)
        #expect(seconds == 60)
        #expect(try again(verdict(.parked(.registerStale, detail: ""), draw: 0)).seconds == 30)
    }

    @Test("is its end with a copy set aside when it has crashed its workers")
    func crashed() throws {
        let verdict = try classifier().crashed(PipelineFixture.job(), times: 6, now: PipelineFixture.time)
        guard case .end(let event, let copy?) = verdict else { throw Unexpected(verdict) }
        #expect(event.state == .failed)
        #expect(event.failure?.code == .workerCrashed)
        #expect(copy.reason == .workerCrashed)
        #expect(copy.detail.contains("6 workers"))
    }
}
