internal import Synchronization

/// Keeps calls away from key distribution centres that did not answer, for a while each.
///
/// Without it every exchange would wait out its limit, and the calls, which nothing can interrupt, would take all threads.
/// When the while is over one call goes first; the others follow once it was answered.
final class KDCBreaker: Sendable {
    /// How long a realm is left alone.
    static let rest = Duration.seconds(30)

    private let restUntil = Mutex<[String: ContinuousClock.Instant]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Tells whether what a key stands for is left alone now.
    func isResting(_ key: String) -> Bool {
        restUntil.withLock { $0[key].map { now() < $0 } ?? false }
    }

    /// Asks for leave to call.
    ///
    /// - Throws: ``SecurityFailure/Code/kdcUnreachable`` while the realm rests.
    func enter(_ key: String) throws(SecurityFailure) {
        let mayCall = restUntil.withLock { restUntil in
            guard let until = restUntil[key] else { return true }
            guard now() >= until else { return false }
            restUntil[key] = now() + Self.rest
            return true
        }
        guard mayCall else { throw Self.failure(key) }
    }

    /// Hears of a call's end: anything but silence is an answer.
    func ended(_ key: String, _ failure: SecurityFailure?) {
        restUntil.withLock { $0[key] = failure?.code == .kdcUnreachable ? now() + Self.rest : nil }
    }

    /// What a realm that rests is told of.
    static func failure(_ key: String) -> SecurityFailure {
        SecurityFailure(.kdcUnreachable, "No key distribution centre answered for \(key) a moment ago.")
    }
}
