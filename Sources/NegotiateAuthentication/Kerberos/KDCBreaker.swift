internal import Synchronization

/// Keeps calls away from key distribution centres that did not answer, for a while each.
///
/// Without it every exchange would wait out its limit, and the calls, which nothing can interrupt, would take all threads.
/// When the while is over one call goes first; the others follow once it was answered.
final class KDCBreaker: Sendable {
    /// How long a realm is left alone, unless someone waits for it who cannot wait so long.
    static let longestRest = Duration.seconds(30)

    private let rest: Duration

    private struct State {
        var restUntil: ContinuousClock.Instant?
        var callsUnderWay = 0
    }
    private let states = Mutex<[String: State]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(rest: Duration = longestRest, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.rest = rest
        self.now = now
    }

    /// Tells whether what a key stands for is left alone now.
    func isResting(_ key: String) -> Bool {
        states.withLock { $0[key]?.restUntil.map { now() < $0 } ?? false }
    }

    /// Asks for leave to call; ``ended(_:_:)`` follows.
    ///
    /// - Throws: ``SecurityFailure/Code/kdcUnreachable`` while the realm rests.
    func enter(_ key: String) throws(SecurityFailure) {
        let mayCall = states.withLock { states in
            var state = states[key] ?? State()
            if let until = state.restUntil {
                guard now() >= until else { return false }
                state.restUntil = now() + rest
            }
            state.callsUnderWay += 1
            states[key] = state
            return true
        }
        guard mayCall else { throw Self.failure(key) }
    }

    /// Hears of a call's end: anything but silence is an answer.
    func ended(_ key: String, _ failure: SecurityFailure?) {
        states.withLock { states in
            guard var state = states[key] else { return }
            state.callsUnderWay -= 1
            state.restUntil = failure?.code == .kdcUnreachable ? now() + rest : nil
            states[key] = state.callsUnderWay > 0 || state.restUntil != nil ? state : nil
        }
    }

    /// Hears that someone does not wait for a call any longer; that says nothing unless one is under way.
    func gaveUp(_ key: String) {
        states.withLock { states in
            if states[key]?.callsUnderWay ?? 0 > 0 { states[key]?.restUntil = now() + rest }
        }
    }

    /// What a realm that rests is told of.
    static func failure(_ key: String) -> SecurityFailure {
        SecurityFailure(.kdcUnreachable, "No key distribution centre answered for \(key) a moment ago.")
    }
}
