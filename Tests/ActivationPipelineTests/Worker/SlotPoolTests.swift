import KMSExchange
import TestSupport
import Testing

@testable import ActivationPipeline

@Suite("The slots of a worker", .timeLimit(.minutes(3)))
struct SlotPoolTests {
    private let executor = StepExecutor()

    @Test("go to those who wait, urgent ones first")
    func order() async {
        let pool = SlotPool(slots: 1)
        #expect(await pool.acquire(.bulk))
        await withTaskGroup(of: String.self) { group in
            for (name, isUrgent) in [("bulk 1", false), ("bulk 2", false), ("urgent", true)] {
                group.addTask(executorPreference: executor) {
                    await pool.acquire(isUrgent ? .urgent : .bulk) ? name : "none"
                }
                executor.runAll()
            }
            #expect(pool.load == (1, 3))
            for expected in ["urgent", "bulk 1", "bulk 2"] {
                pool.release()
                executor.runAll()
                #expect(await group.next() == expected)
            }
        }
        #expect(pool.load == (1, 0))
        pool.release()
        #expect(pool.load == (0, 0))
    }

    @Test("pass on when whoever waited for one was cancelled")
    func cancellation() async {
        let pool = SlotPool(slots: 1)
        #expect(await pool.acquire(.bulk))
        await withTaskGroup(of: Bool.self) { patient in
            await withTaskGroup(of: Bool.self) { cancelled in
                cancelled.addTask(executorPreference: executor) { await pool.acquire(.urgent) }
                cancelled.addTask(executorPreference: executor) { await pool.acquire(.bulk) }
                executor.runAll()
                patient.addTask(executorPreference: executor) { await pool.acquire(.bulk) }
                executor.runAll()
                #expect(pool.load == (1, 3))
                cancelled.cancelAll()
                executor.runAll()
                for await granted in cancelled { #expect(!granted) }
            }
            pool.release()
            executor.runAll(andCancelRestOf: &patient)
            #expect(await patient.next() == true)
        }
        #expect(pool.load == (1, 0))
    }

    @Test("are not taken by a task that was cancelled before it asked for a busy one")
    func cancelledBefore() async {
        let pool = SlotPool(slots: 1)
        #expect(await pool.acquire(.bulk))
        await withTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask(executorPreference: executor) { await pool.acquire(.bulk) }
            executor.runAll()
            #expect(await group.next() == false)
        }
        pool.release()
        #expect(pool.load == (0, 0))
        #expect(await pool.acquire(.bulk))
    }

    @Test("are for one that runs while they are closed, and for all once they are open again")
    func occupied() async {
        let pool = SlotPool(slots: 1)
        pool.close()
        pool.occupy()
        #expect(pool.load == (1, 0))
        #expect(await pool.acquire(.urgent) == false)
        pool.release()
        pool.open()
        #expect(await pool.acquire(.bulk))
        #expect(pool.load == (1, 0))
    }

    @Test("are for no one when closed: those who wait are told, those who come too")
    func close() async {
        let pool = SlotPool(slots: 1)
        #expect(await pool.acquire(.bulk))
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 { group.addTask(executorPreference: executor) { await pool.acquire(.bulk) } }
            executor.runAll()
            pool.close()
            executor.runAll(andCancelRestOf: &group)
            for await granted in group { #expect(!granted) }
        }
        #expect(await pool.acquire(.urgent) == false)
        pool.release()
        #expect(await pool.acquire(.bulk) == false)
        #expect(pool.load == (0, 0))
    }

    @Test("are never more than there are, with many tasks at once")
    func contention() async {
        let pool = SlotPool(slots: 3)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let priority: SlotMachine<Waiter<Bool>>.Priority =
                        number % 3 == 0 ? .urgent : .bulk
                    guard await pool.acquire(priority) else { return }
                    #expect((1...3).contains(pool.load.running))
                    await Task.yield()
                    pool.release()
                }
            }
        }
        #expect(pool.load == (0, 0))
    }
}
