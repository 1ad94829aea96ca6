internal import Synchronization

/// The tickets of one account: one log-on at a time however many want one, and the next in time before the old one ends.
///
/// MIT Kerberos renews by itself only what it got by a keytab, so it is done here for both.
final class KerberosLogIn: Sendable {
    /// Logs on; blocks.
    typealias Obtain = @Sendable (SecurityAccount) throws(SecurityFailure) -> KerberosTicket
    private struct State {
        var machine: TicketState
        var waiting: [OneShot<KerberosTicket>] = []
    }

    private let state: Mutex<State>
    private let realm: String
    private let threads: SecurityThreads
    private let breaker: KDCBreaker
    private let now: @Sendable () -> ContinuousClock.Instant
    private let obtain: Obtain

    /// Makes the log-in of an account that no ticket was asked for yet; `memory` is how long a refusal stands for others.
    init(
        realm: String,
        threads: SecurityThreads,
        breaker: KDCBreaker,
        memory: Duration = .zero,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        obtain: @escaping Obtain = KerberosTicket.obtain
    ) {
        state = Mutex(State(machine: TicketState(memory: memory)))
        self.realm = realm
        self.threads = threads
        self.breaker = breaker
        self.now = now
        self.obtain = obtain
    }

    /// A ticket that is good for a while yet.
    ///
    /// - Parameters:
    ///   - account: as configured now; its password may have changed since the last log-on.
    ///   - deadline: how long to wait; a log-on that takes longer goes on for those who come later.
    /// - Returns: one that has not ended.
    /// - Throws: what the log-on ended with, for all who waited for it.
    func ticket(
        for account: SecurityAccount,
        deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> KerberosTicket {
        let answer = OneShot<KerberosTicket>()
        let action = state.withLock { state in
            let action = state.machine.want(now())
            switch action {
            case .wait, .begin: state.waiting.append(answer)
            case .use, .fail: break
            }
            return action
        }
        switch action {
        case .use(let ticket, let beginsLogOn):
            if beginsLogOn { logOn(account) }
            return ticket
        case .fail(let failure): throw failure
        case .begin: logOn(account)
        case .wait where breaker.isResting(realm):
            // The log-on under way is the one that gets no answer.
            forget(answer)
            throw KDCBreaker.failure(realm)
        case .wait: break
        }
        return try await wait(for: answer, deadline)
    }

    /// Has the next who want a ticket log on anew, unless that has happened already.
    func drop(_ ticket: KerberosTicket) {
        state.withLock { $0.machine.drop(ticket) }
    }

    private func wait(
        for answer: OneShot<KerberosTicket>,
        _ deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> KerberosTicket {
        let late = SecurityFailure(.kdcUnreachable, "No key distribution centre of \(realm) answered in time.")
        defer { forget(answer) }
        do throws(SecurityFailure) {
            return try await threads.wait(for: answer, until: deadline, late: late)
        } catch {
            if error == late { breaker.gaveUp(realm) }
            throw error
        }
    }

    private func logOn(_ account: SecurityAccount) {
        do throws(SecurityFailure) {
            try breaker.enter(realm)
        } catch {
            return finish(.failure(error))
        }
        threads.begin { isCancelled in
            let result = Result { () throws(SecurityFailure) in
                guard !isCancelled else { throw SecurityFailure(.cancelled, "The program ends.") }
                return try self.obtain(account)
            }
            self.breaker.ended(self.realm, result.failure)
            self.finish(result)
        }
    }

    private func finish(_ result: Result<KerberosTicket, SecurityFailure>) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.machine.ended(result, isAwaited: !state.waiting.isEmpty, now())
            return state.waiting
        }
        for answer in waiting { answer.finish(result) }
    }

    private func forget(_ answer: OneShot<KerberosTicket>) {
        state.withLock { state in state.waiting.removeAll { $0 === answer } }
    }
}
