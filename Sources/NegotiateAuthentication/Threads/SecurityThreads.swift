internal import NIOCore
internal import NIOPosix

/// Threads for calls that may block: libkrb5 waits for a key distribution centre for tens of seconds, and neither takes
/// a limit nor can be interrupted.
///
/// A caller waits until its deadline; the call itself goes on, and what it holds is freed when it ends. So threads can
/// all be taken for a while, which is why ``KDCBreaker`` keeps calls away from a realm that does not answer.
final class SecurityThreads: Sendable {
    private let pool: NIOThreadPool
    private let timers: any EventLoopGroup

    /// Makes so many threads, which start with the first call.
    init(count: Int, timers: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        pool = NIOThreadPool(numberOfThreads: count)
        self.timers = timers
    }

    deinit {
        // Not waited for: a call may still block.
        pool.shutdownGracefully { _ in }
    }

    /// Runs a call on one of the threads and waits for it.
    ///
    /// - Parameters:
    ///   - deadline: until when to wait.
    ///   - late: what to fail with then.
    ///   - call: may block; it is not begun after the deadline.
    /// - Returns: what the call returned.
    /// - Throws: what the call threw, or `late`.
    func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        late: SecurityFailure,
        _ call: @escaping @Sendable () throws(SecurityFailure) -> Value
    ) async throws(SecurityFailure) -> Value {
        let answer = OneShot<Value>()
        begin { (isCancelled) in
            guard !isCancelled else {
                answer.finish(.failure(SecurityFailure(.cancelled, "The program ends.")))
                return
            }
            guard ContinuousClock.now < deadline else {
                answer.finish(.failure(late))
                return
            }
            answer.finish(Result(catching: call))
        }
        return try await wait(for: answer, until: deadline, late: late)
    }

    /// Runs a call on one of the threads for whoever waits by other means.
    func begin(_ call: @escaping @Sendable (_ isCancelled: Bool) -> Void) {
        // Does nothing when they run.
        pool.start()
        pool.submit { call($0 != .active) }
    }

    /// Waits for an answer until the deadline.
    ///
    /// By a timer of an event loop, which forgets it as soon as the answer is there; a cancelled `Task.sleep` stays with the
    /// runtime until its time has come.
    func wait<Value: Sendable>(
        for answer: OneShot<Value>,
        until deadline: ContinuousClock.Instant,
        late: SecurityFailure
    ) async throws(SecurityFailure) -> Value {
        let left = max(.zero, deadline - ContinuousClock.now)
        let timer = timers.next().scheduleTask(in: TimeAmount(left)) { _ = answer.finish(.failure(late)) }
        defer { timer.cancel() }
        return try await answer.value()
    }
}
