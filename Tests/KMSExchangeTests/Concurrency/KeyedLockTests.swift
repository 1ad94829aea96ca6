import KMSExchange
import TestSupport
import Testing

@Suite("One at a time for each key", .timeLimit(.minutes(3)))
struct KeyedLockTests {
    private let executor = StepExecutor()

    @Test("passes in the order in which they came")
    func order() async {
        let lock = KeyedLock()
        #expect(await lock.acquire("a"))
        await withTaskGroup(of: Int.self) { group in
            for number in 0..<3 {
                group.addTask(executorPreference: executor) { await lock.acquire("a") ? number : -1 }
                executor.runAll()
            }
            for number in 0..<3 {
                lock.release("a")
                executor.runAll()
                #expect(await group.next() == number)
            }
        }
        lock.release("a")
        #expect(await lock.acquire("a"), "it is free again")
    }

    @Test("does not wait for another key")
    func keys() async {
        let lock = KeyedLock()
        for key in ["a", "b", "A", ""] { #expect(await lock.acquire(key)) }
    }

    @Test("passes the turn on when whoever has it next was cancelled")
    func cancellation() async {
        let lock = KeyedLock()
        #expect(await lock.acquire("a"))
        await withTaskGroup(of: Bool.self) { patient in
            await withTaskGroup(of: Bool.self) { cancelled in
                for _ in 0..<2 { cancelled.addTask(executorPreference: executor) { await lock.acquire("a") } }
                executor.runAll()
                patient.addTask(executorPreference: executor) { await lock.acquire("a") }
                executor.runAll()
                cancelled.cancelAll()
                executor.runAll()
                for await acquired in cancelled { #expect(!acquired) }
            }
            lock.release("a")
            executor.runAll(andCancelRestOf: &patient)
            #expect(await patient.next() == true)
        }
        lock.release("a")
        #expect(await lock.acquire("a"))
    }

    @Test("is free when all who waited were cancelled")
    func allCancelled() async {
        let lock = KeyedLock()
        #expect(await lock.acquire("a"))
        await withTaskGroup(of: Bool.self) { group in
            group.addTask(executorPreference: executor) { await lock.acquire("a") }
            executor.runAll()
            group.cancelAll()
            executor.runAll()
            #expect(await group.next() == false)
        }
        lock.release("a")
        #expect(await lock.acquire("a"))
    }

    @Test("never lets two pass, with many tasks at once")
    func contention() async {
        let lock = KeyedLock()
        let inside = [Headcount(), Headcount(), Headcount()]
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                let key = number % 3
                group.addTask {
                    guard await lock.acquire("\(key)") else { return }
                    #expect(inside[key].add(1) == 1)
                    await Task.yield()
                    _ = inside[key].add(-1)
                    lock.release("\(key)")
                }
            }
        }
    }
}
