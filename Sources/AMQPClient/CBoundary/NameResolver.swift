internal import CRabbitMQ
internal import Glibc
internal import Synchronization

/// Looks names up, and gives up when that takes too long.
///
/// The C library's look-up has no limit and cannot be broken off: with a name server that does not answer it takes half
/// a minute and more. So it runs on a thread of its own, which is left to itself when the limit passes. Whoever asks for
/// the same name meanwhile waits for that thread's answer too, so there is never more than one for a name.
final class NameResolver: Sendable {
    /// What a look-up gives: numeric addresses in the order in which to try them, or why there is none.
    typealias Answer = Result<[String], AMQPError>

    /// The one that asks the system; shared, so that all connections share its threads.
    static let system = NameResolver { SystemNames.addresses(of: $0) }

    private let lookUp: @Sendable (String) -> Answer
    private let underWay = Mutex<[String: PendingAnswer]>([:])

    /// Makes one that asks `lookUp`, which may block for ever.
    init(lookUp: @escaping @Sendable (String) -> Answer) {
        self.lookUp = lookUp
    }

    /// The numeric addresses of a name; of a numeric address that itself, at once.
    ///
    /// - Throws: `unreachable` when there is none, or the deadline passes first.
    func addresses(of host: String, until deadline: ContinuousClock.Instant) throws(AMQPError) -> [String] {
        if let numeric = SystemNames.numericAddress(host) { return [numeric] }
        let (pending, isNew) = underWay.withLock { underWay -> (PendingAnswer, Bool) in
            if let pending = underWay[host] { return (pending, false) }
            let pending = PendingAnswer()
            underWay[host] = pending
            return (pending, true)
        }
        if isNew { start(host, pending) }
        guard let answer = pending.wait(until: deadline) else {
            throw AMQPError(
                .unreachable,
                "the look-up of the broker's name \(host) has no answer in time; is the name server reachable?"
            )
        }
        return try answer.get()
    }

    private func start(_ host: String, _ pending: PendingAnswer) {
        let hasStarted = PosixThread.start("amqp-name") { [self] in settle(host, pending, lookUp(host)) }
        guard !hasStarted else { return }
        settle(host, pending, .failure(AMQPError(.unreachable, "the system gives no thread for a look-up of \(host)")))
    }

    private func settle(_ host: String, _ pending: PendingAnswer, _ answer: Answer) {
        // First, so that nobody joins a look-up that is over and takes an old answer for a new one.
        underWay.withLock { $0[host] = nil }
        pending.settle(answer)
    }
}

/// The answer that one thread gives and any number wait for; goes when the last of them has let go of it.
private final class PendingAnswer: Sendable {
    private let answer = Mutex<NameResolver.Answer?>(nil)
    /// Readable for good once the answer is there, since nobody reads it.
    private let isThere: Int32 = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))

    deinit {
        if isThere >= 0 { Glibc.close(isThere) }
    }

    func settle(_ value: NameResolver.Answer) {
        answer.withLock { $0 = value }
        var one: UInt64 = 1
        _ = write(isThere, &one, 8)
    }

    /// Waits for the answer; nil when the deadline passes first.
    func wait(until deadline: ContinuousClock.Instant) -> NameResolver.Answer? {
        repeat {
            if let value = answer.withLock({ $0 }) { return value }
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { return nil }
            // Without a descriptor it looks again every while.
            var descriptor = pollfd(fd: isThere, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, Int32(min(left.rounded(.up), isThere < 0 ? 20 : 3_600_000)))
        } while true
    }
}
