import Glibc
import Synchronization
import TestSupport
import Testing

@testable import NegotiateAuthentication

/// With tickets that come from the test, by a clock that goes as it says.
@Suite("Log-in of an account", .timeLimit(.minutes(3)))
struct KerberosLogInTests {
    /// Gives tickets, or failures, when the test lets it.
    final class Source: Sendable {
        private let calls = Mutex(0)
        private let answers: Mutex<[Result<Duration, SecurityFailure>]>
        private let isHeld = Mutex(false)
        private let clock: TestClock

        init(_ clock: TestClock, _ answers: Result<Duration, SecurityFailure>...) {
            self.clock = clock
            self.answers = Mutex(answers)
        }

        var count: Int { calls.withLock { $0 } }

        func hold(_ isHeld: Bool) { self.isHeld.withLock { $0 = isHeld } }

        /// The last answer counts for all that follow.
        func obtain(_ account: SecurityAccount) throws(SecurityFailure) -> KerberosTicket {
            calls.withLock { $0 += 1 }
            // On a thread of its own, which may wait; longer than a busy machine keeps a test from letting it go on.
            for _ in 0..<120_000 where isHeld.withLock({ $0 }) { usleep(1_000) }
            let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return KerberosTicket(principal: account.username, lifetime: try answer.get(), obtained: clock.now)
        }
    }

    let clock = TestClock()
    let threads = SecurityThreads(count: 2)
    let account = SecurityAccount.test("user@EXAMPLE.ORG", "secret")
    let silence = SecurityFailure(.kdcUnreachable, "silence")

    func logIn(_ source: Source, memory: Duration = .zero) -> KerberosLogIn {
        let clock = clock
        return KerberosLogIn(
            realm: "EXAMPLE.ORG",
            threads: threads,
            breaker: KDCBreaker { clock.now },
            memory: memory,
            now: { clock.now },
            obtain: { (account) throws(SecurityFailure) in try source.obtain(account) }
        )
    }

    @Test("is one for two hundred who wait")
    func singleFlight() async throws {
        let source = Source(clock, .success(.seconds(3_600)))
        source.hold(true)
        let logIn = logIn(source)
        let caches = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 {
                group.addTask { try await logIn.ticket(for: account, deadline: .soon).cache }
            }
            try await eventually { source.count == 1 }
            source.hold(false)
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(caches.count == 1 && source.count == 1)
    }

    @Test("renews beside the use of the old ticket, once")
    func renewal() async throws {
        let source = Source(clock, .success(.seconds(3_600)))
        let logIn = logIn(source)
        let first = try await logIn.ticket(for: account, deadline: .soon)
        clock.advance(.seconds(3_100))
        source.hold(true)
        for _ in 0..<50 { #expect(try await logIn.ticket(for: account, deadline: .soon) === first) }
        try await eventually { source.count == 2 }
        source.hold(false)
        try await eventually { try await logIn.ticket(for: account, deadline: .soon) !== first }
        #expect(source.count == 2)
    }

    @Test("fails all who wait with a refusal, and asks again for the next")
    func refusal() async throws {
        let source = Source(clock, .failure(SecurityFailure(.refused, "no")))
        source.hold(true)
        let logIn = logIn(source)
        await withTaskGroup(of: SecurityFailure.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask { await code(logIn) }
            }
            try? await eventually { source.count == 1 }
            source.hold(false)
            for await code in group { #expect(code == .refused) }
        }
        let asked = source.count
        #expect(await code(logIn) == .refused)
        #expect(source.count == asked + 1)
    }

    @Test("tells all who come within the memory of a refusal, and asks again after it")
    func memory() async throws {
        let source = Source(clock, .failure(SecurityFailure(.refused, "no")), .success(.seconds(3_600)))
        let logIn = logIn(source, memory: .seconds(300))
        for _ in 0..<50 { #expect(await code(logIn) == .refused) }
        #expect(source.count == 1)
        clock.advance(.seconds(301))
        #expect(await code(logIn) == nil)
        #expect(source.count == 2)
    }

    @Test("leaves a silent realm alone, and asks it once when the time has come")
    func silentRealm() async throws {
        let source = Source(clock, .failure(silence), .success(.seconds(3_600)))
        let logIn = logIn(source)
        for _ in 0..<50 { #expect(await code(logIn) == .kdcUnreachable) }
        #expect(source.count == 1)
        clock.advance(.seconds(31))
        #expect(await code(logIn) == nil)
        #expect(source.count == 2)
    }

    @Test("ends at the deadline of who waits, and goes on for those who come later")
    func deadline() async throws {
        let source = Source(clock, .success(.seconds(3_600)))
        source.hold(true)
        let logIn = logIn(source)
        #expect(await code(logIn, .now + .milliseconds(20)) == .kdcUnreachable)
        // Whoever comes now does not even wait for what gets no answer.
        #expect(await code(logIn) == .kdcUnreachable)
        source.hold(false)
        try await eventually { await code(logIn) == nil }
        #expect(source.count == 1)
    }

    @Test("ends for a task that is cancelled, and for no other")
    func cancellation() async throws {
        let source = Source(clock, .success(.seconds(3_600)))
        source.hold(true)
        let logIn = logIn(source)
        let cancelled = Task { await code(logIn) }
        try await eventually { source.count == 1 }
        let other = Task { await code(logIn) }
        cancelled.cancel()
        #expect(await cancelled.value == .cancelled)
        source.hold(false)
        #expect(await other.value == nil)
    }

    private func code(
        _ logIn: KerberosLogIn,
        _ deadline: ContinuousClock.Instant = .soon
    ) async -> SecurityFailure.Code? {
        do {
            _ = try await logIn.ticket(for: account, deadline: deadline)
            return nil
        } catch {
            return error.code
        }
    }
}
