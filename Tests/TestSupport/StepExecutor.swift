internal import Synchronization

/// Runs tasks only when told to, on the thread of whoever tells it.
///
/// After ``runAll()`` every task that prefers this executor has ended or waits for something, so a test knows that a
/// task stands in line without sleeping until it probably does.
package final class StepExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    /// Makes an executor with nothing to run.
    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs what is ready, and what becomes ready by that, until there is nothing more.
    package func runAll() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Runs what is ready and cancels what still waits then, so that a task which was forgotten makes a test fail and
    /// not hang: no one would run it when the test's time is over.
    package func runAll<Value>(andCancelRestOf group: inout TaskGroup<Value>) {
        runAll()
        group.cancelAll()
        runAll()
    }
}
