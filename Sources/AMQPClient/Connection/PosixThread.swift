internal import CRabbitMQ

/// A thread of the system's own, for calls that block: those must not run on the threads that tasks share.
enum PosixThread {
    /// Only what is used of it takes memory.
    ///
    /// librabbitmq 0.11 decodes a table in a table by recursion, without a limit, and any program that may publish can
    /// send one to a consumer: a frame of 131,072 bytes holds 26,000 levels, which take 3 MB.
    private static let stackSize = 8 * 1024 * 1024

    /// What the thread runs, as an object that a C pointer can carry over.
    private final class Work: Sendable {
        let name: StaticString
        let body: @Sendable () -> Void

        init(_ name: StaticString, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread, which ends with `body`; false when the system has none left.
    static func start(_ name: StaticString, _ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(name, body))
        let status = rollcall_start_thread(
            { raw in
                guard let raw else { return nil }
                let work = Unmanaged<Work>.fromOpaque(raw).takeRetainedValue()
                work.name.withUTF8Buffer { name in
                    name.withMemoryRebound(to: CChar.self) {
                        if let name = $0.baseAddress { rollcall_name_thread(name) }
                    }
                }
                work.body()
                return nil
            },
            work.toOpaque(),
            stackSize
        )
        // The thread that would have taken it over is not there.
        if status != 0 { work.release() }
        return status == 0
    }
}
