import Testing

@testable import AMQPClient

@Suite("When a lost connection is tried again")
struct ReconnectionTests {
    private let start = ContinuousClock.now
    private static var recovery: AMQPRecovery {
        var recovery = AMQPRecovery()
        recovery.initialDelay = .seconds(1)
        recovery.maximumDelay = .seconds(10)
        recovery.patience = .seconds(60)
        return recovery
    }
    private var reconnection = Reconnection(Self.recovery)

    private mutating func delay(draw: Double = 1) -> Duration? {
        let step = reconnection.failed(isPermanent: false, at: start, draw: draw)
        return if case .retry(let delay) = step { delay } else { nil }
    }

    @Test("Waits double up to the longest, and begin anew after a success")
    mutating func doubling() {
        #expect((0..<6).map { _ in delay() } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(reconnection.isTroubled)
        reconnection.succeeded()
        #expect(!reconnection.isTroubled)
        #expect(delay() == .seconds(1))
        for _ in 0..<200 { #expect(delay() != nil) }
        #expect(delay() == .seconds(10))
    }

    @Test("Chance takes up to half of the wait away")
    mutating func jitter() {
        #expect(delay(draw: 0) == .milliseconds(500))
        #expect(delay(draw: 0.5) == .milliseconds(1500))
    }

    @Test("A broker that is not there is tried without end, a refusal as long as patience lasts")
    mutating func patience() {
        func failed(_ isPermanent: Bool, _ seconds: Int) -> Reconnection.Step {
            reconnection.failed(isPermanent: isPermanent, at: start + .seconds(seconds), draw: 1)
        }
        #expect(failed(false, 0) != .giveUp)
        #expect(failed(false, 86_400) != .giveUp)
        #expect(failed(true, 86_400) != .giveUp)
        #expect(failed(false, 86_430) != .giveUp)
        #expect(failed(true, 86_459) != .giveUp)
        #expect(failed(true, 86_460) == .giveUp)
        reconnection.succeeded()
        #expect(failed(true, 86_500) != .giveUp)
    }

    @Test(
        "Which errors only a person can mend",
        arguments: [
            (.refused, 403, true), (.refused, nil, true), (.tls, nil, true), (.invalidConfiguration, nil, true),
            (.unreachable, nil, false), (.connectionLost, nil, false),
            (.connectionLost, 320, false), (.connectionLost, 541, false), (.connectionLost, 501, true),
            (.channelClosed, 404, true), (.consumerCancelled, nil, true),
        ] as [(AMQPError.Code, Int?, Bool)]
    )
    func permanence(code: AMQPError.Code, replyCode: Int?, isPermanent: Bool) {
        #expect(AMQPError(code, "", replyCode: replyCode).isPermanent == isPermanent)
    }
}
