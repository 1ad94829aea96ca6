import KMSExchange
import TestSupport
import Testing

@Suite("One that waits", .timeLimit(.minutes(3)))
struct WaiterTests {
    private let executor = StepExecutor()

    @Test("has the value that came first, before or after it began to wait")
    func value() async {
        let early = Waiter<Int>()
        #expect(early.resume(1))
        #expect(!early.resume(2))
        #expect(await early.wait() == 1)
        #expect(!early.resume(3))

        let late = Waiter<Int>()
        await withTaskGroup(of: Int?.self) { group in
            group.addTask(executorPreference: executor) { await late.wait() }
            executor.runAll()
            #expect(late.resume(4))
            #expect(!late.resume(5))
            executor.runAll()
            #expect(await group.next() == 4)
        }
    }

    @Test("has nothing once it was cancelled, and whoever comes with a value learns of it")
    func cancelled() async {
        let waiter = Waiter<Int>()
        await withTaskGroup(of: Int?.self) { group in
            group.addTask(executorPreference: executor) { await waiter.wait() }
            executor.runAll()
            group.cancelAll()
            #expect(!waiter.resume(1))
            executor.runAll()
            #expect(await group.next() == .some(nil))
        }
    }

    @Test("has nothing when it was cancelled before it began to wait")
    func cancelledBefore() async {
        let waiter = Waiter<Int>()
        await withTaskGroup(of: Int?.self) { group in
            group.cancelAll()
            group.addTask(executorPreference: executor) { await waiter.wait() }
            executor.runAll()
            #expect(await group.next() == .some(nil))
        }
        #expect(!waiter.resume(1))
    }

    @Test("keeps a value that came before the cancellation, since its giver believes that it arrived")
    func valueThenCancelled() async {
        let waiter = Waiter<Int>()
        await withTaskGroup(of: Int?.self) { group in
            group.addTask(executorPreference: executor) { await waiter.wait() }
            executor.runAll()
            #expect(waiter.resume(1))
            group.cancelAll()
            executor.runAll()
            #expect(await group.next() == 1)
        }
    }

    @Test("is either given the value or cancelled, whichever thread is faster")
    func race() async {
        for _ in 0..<300 {
            let waiter = Waiter<Int>()
            let (given, received) = await withTaskGroup(of: Int?.self) { group in
                group.addTask { await waiter.wait() }
                async let given = give(waiter)
                group.cancelAll()
                return (await given, await group.next() ?? nil)
            }
            #expect(given == (received == 1))
        }
    }

    @concurrent
    private func give(_ waiter: Waiter<Int>) async -> Bool { waiter.resume(1) }
}
