import ActivationDomain
import TestSupport
import Testing

@Suite("Retry policies")
struct RetryPolicyTests {
    private let backoff = RetryPolicy.Backoff(first: .seconds(120), factor: 2, most: .seconds(14_400), jitter: 0.5)

    @Test(
        "wait longer after each attempt, up to a limit",
        arguments: [(1, 2, 1, 3), (2, 4, 2, 6), (7, 128, 64, 192), (8, 240, 120, 360), (20, 240, 120, 360)]
    )
    func table(attempt: Int, middle: Int, least: Int, most: Int) {
        #expect(backoff.wait(afterAttempt: attempt, draw: 0.5) == .seconds(middle * 60))
        #expect(backoff.wait(afterAttempt: attempt, draw: 0) == .seconds(least * 60))
        #expect(backoff.wait(afterAttempt: attempt, draw: 1) == .seconds(most * 60))
    }

    @Test("draw evenly within the jitter")
    func jitter() {
        var random = SeededGenerator(seed: 31)
        var sum = 0.0
        for _ in 0..<10_000 {
            let wait = backoff.wait(afterAttempt: 3, draw: .random(in: 0...1, using: &random)) / .seconds(1)
            #expect((240...720).contains(wait))
            sum += wait
        }
        #expect((470...490).contains(sum / 10_000))
        let exact = RetryPolicy.Backoff(first: .seconds(10), factor: 3, most: .seconds(50), jitter: 0)
        for draw in [0, 0.3, 1] { #expect(exact.wait(afterAttempt: 2, draw: draw) == .seconds(30)) }
        #expect(exact.wait(afterAttempt: 3, draw: 0.5) == .seconds(50))
    }

    @Test("never wait a negative time, also with full jitter, and stand any number of attempts")
    func limits() {
        let wide = RetryPolicy.Backoff(first: .seconds(1), factor: 100, most: .seconds(86_400_000_000), jitter: 1)
        for attempt in [-1, 0, 1, 2, 10, 1_000_000] {
            #expect(wide.wait(afterAttempt: attempt, draw: 0) >= .zero)
            #expect(wide.wait(afterAttempt: attempt, draw: 1) <= .seconds(2 * 86_400_000_000))
        }
    }

    @Test("end with the last attempt")
    func attempts() {
        let policy = RetryPolicy(attempts: 3, backoff: backoff)
        #expect(policy.wait(afterAttempt: 1, draw: 0.5) == .seconds(120))
        #expect(policy.wait(afterAttempt: 2, draw: 0.5) == .seconds(240))
        #expect(policy.wait(afterAttempt: 3, draw: 0.5) == nil)
        #expect(policy.wait(afterAttempt: 4, draw: 0.5) == nil)
        #expect(RetryPolicy(attempts: 1, backoff: nil).wait(afterAttempt: 1, draw: 0.5) == nil)
    }
}
