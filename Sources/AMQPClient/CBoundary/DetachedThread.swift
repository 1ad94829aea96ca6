internal import CRabbitMQ

/// A thread that ends by itself and that nobody waits for.
enum DetachedThread {
    /// What the thread runs, as an object that a C pointer can carry over.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs a body on a thread of its own.
    ///
    /// - Returns: 0, or the error number of a system that has no thread left; then the body does not run.
    static func start(stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Int32 {
        let work = Unmanaged.passRetained(Work(body))
        let status = rollcall_start_thread(
            { raw in
                guard let raw else { return nil }
                Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            },
            work.toOpaque(),
            stackSize
        )
        // The thread that would have taken it over is not there.
        if status != 0 { work.release() }
        return status
    }
}
