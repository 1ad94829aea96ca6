import Testing

@testable import AMQPClient

@Suite("Silent peers")
struct SilenceDetectorTests {
    private let start = ContinuousClock.now

    @Test("Two heartbeats of silence end it, not one less")
    func limit() throws {
        var silence = SilenceDetector(heartbeat: 10, now: start)
        try silence.check(at: start + .milliseconds(19_999))
        #expect(throws: AMQPError.self) { try silence.check(at: start + .seconds(20)) }
        silence.heard(at: start + .seconds(15))
        try silence.check(at: start + .seconds(34))
        #expect(throws: AMQPError.self) { try silence.check(at: start + .seconds(35)) }
    }

    @Test("It is looked at every half heartbeat, and exactly when the limit passes")
    func nextCheck() {
        let silence = SilenceDetector(heartbeat: 10, now: start)
        #expect(silence.nextCheck(after: start) == start + .seconds(5))
        #expect(silence.nextCheck(after: start + .seconds(14)) == start + .seconds(19))
        #expect(silence.nextCheck(after: start + .seconds(17)) == start + .seconds(20))
        #expect(!silence.isInDoubt(at: start + .seconds(9)))
        #expect(silence.isInDoubt(at: start + .seconds(10)))
    }
}
