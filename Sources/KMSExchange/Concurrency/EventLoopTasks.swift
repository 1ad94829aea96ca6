internal import NIOCore

/// Runs tasks on an event loop.
///
/// What an exchange does between two packets is short, and both come from its connection's loop: run there, it needs
/// no other thread to be woken for each reply and again for each request.
final class EventLoopTasks: TaskExecutor {
    /// The loop whose thread runs the tasks.
    let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
