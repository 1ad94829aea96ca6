internal import CRabbitMQ

/// The thread of one connection: it connects, then serves the connection until the end.
///
/// Everything that touches librabbitmq is a local value of that thread, so nothing can reach it from another one.
enum ConnectionThread {
    private static let stackSize = 512 * 1024

    /// What the thread runs, as an object that a C pointer can carry over.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts the thread, which ends by itself.
    ///
    /// - Throws: `unreachable` when the system has no thread left.
    static func start(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        blocking: BlockingState
    ) throws(AMQPError) {
        let work = Unmanaged.passRetained(
            Work { run(configuration, mailbox: mailbox, opened: opened, end: end, blocking: blocking) }
        )
        let status = rollcall_start_thread(
            { raw in
                guard let raw else { return nil }
                rollcall_name_thread("amqp")
                Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            },
            work.toOpaque(),
            stackSize
        )
        guard status == 0 else {
            // The thread that would have taken it over is not there.
            work.release()
            throw AMQPError(.unreachable, "the system gives no thread for a connection to the broker (error \(status))")
        }
    }

    private static func run(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        blocking: BlockingState
    ) {
        do {
            let address = AMQPAddress(host: configuration.host, port: configuration.port)
            let handle = try ConnectionHandle(connecting: configuration, to: address)
            opened.settle(.success(()))
            let error = ConnectionLoop.serve(
                handle,
                mailbox,
                blocking,
                closeLimit: configuration.connectTimeout
            )
            mailbox.fail(error)
            end.settle(error.code == .connectionClosed ? .success(()) : .failure(error))
        } catch {
            mailbox.fail(error)
            opened.settle(.failure(error))
            end.settle(.failure(error))
        }
    }
}
