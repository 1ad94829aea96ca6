import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import KMSExchange

@Suite("A limit in time", .timeLimit(.minutes(3)))
struct TimeLimitTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("gives what came within it")
    func within() async {
        #expect(await withTimeLimit(.seconds(3600), on: loop) { 7 } == 7)
    }

    @Test("ends what did not come, and waits until it has ended")
    func past() async {
        let never = Waiter<Int>()
        let ended = Waiter<Bool>()
        let value: Int? = await withTimeLimit(.milliseconds(1), on: loop) {
            let value = await never.wait()
            _ = ended.resume(Task.isCancelled)
            return value ?? 0
        }
        #expect(value == nil)
        #expect(await ended.wait() == true)
    }

    @Test("passes on that the task is cancelled, and gives what comes of that")
    func cancelled() async {
        let never = Waiter<Int>()
        let begun = Waiter<Void>()
        let value = await withTaskGroup(of: Int?.self) { [loop] group in
            group.addTask {
                await withTimeLimit(.seconds(3600), on: loop) {
                    _ = begun.resume(())
                    return await never.wait() ?? 11
                }
            }
            _ = await begun.wait()
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(value == 11)
    }

    @Test("leaves no timer behind, however many bodies end long before it")
    func timers() async throws {
        let counting = CountingLoop(loop)
        for _ in 0..<100 {
            await withTaskGroup(of: Int?.self) { group in
                for number in 0..<100 {
                    group.addTask { await withTimeLimit(.seconds(300), on: counting) { number } }
                }
                for await value in group { #expect(value != nil) }
            }
        }
        // Timers are taken away on the loop's own thread, in order.
        try await loop.submit {}.get()
        #expect(counting.scheduled == 10_000)
        #expect(counting.held == 0)
    }
}

/// Forwards to a real loop and counts the timers that it holds, run or not: each keeps a token alive.
private final class CountingLoop: EventLoop {
    private final class Token: Sendable {
        let loop: CountingLoop
        init(_ loop: CountingLoop) { self.loop = loop }
        deinit { loop.counts.withLock { $0.held -= 1 } }
    }

    private let real: any EventLoop
    private let counts = Mutex((scheduled: 0, held: 0))
    var scheduled: Int { counts.withLock { $0.scheduled } }
    var held: Int { counts.withLock { $0.held } }

    init(_ real: any EventLoop) { self.real = real }

    var inEventLoop: Bool { real.inEventLoop }

    func execute(_ task: @escaping @Sendable () -> Void) { real.execute(task) }

    func scheduleTask<T>(deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        let token = token()
        return real.scheduleTask(deadline: deadline) {
            try withExtendedLifetime(token) { try task() }
        }
    }

    func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: .now() + delay, task)
    }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        real.shutdownGracefully(queue: queue, callback)
    }

    private func token() -> Token {
        counts.withLock {
            $0.scheduled += 1
            $0.held += 1
        }
        return Token(self)
    }
}
