/// The thread of one connection: it connects, then serves the connection until the end.
///
/// Everything that touches librabbitmq is a local value of that thread, so nothing can reach it from another one.
enum ConnectionThread {
    /// Starts the thread, which ends by itself.
    ///
    /// - Throws: `unreachable` when the system has no thread left.
    static func start(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        status: ConnectionStatus
    ) throws(AMQPError) {
        let hasStarted = PosixThread.start("amqp") {
            run(configuration, mailbox: mailbox, opened: opened, end: end, status: status)
        }
        guard hasStarted else {
            throw AMQPError(.unreachable, "the system gives no thread for a connection to the broker")
        }
    }

    private static func run(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        status: ConnectionStatus
    ) {
        var connector = Connector(configuration)
        do {
            let handle = try connector.connect()
            // First, so that whoever learns that it stands finds it so.
            status.set(.connected(handle.address))
            opened.settle(.success(()))
            let error = ConnectionLoop.serve(handle, connector, configuration, mailbox, status)
            mailbox.fail(error)
            status.set(.ended(error))
            end.settle(error.code == .connectionClosed ? .success(()) : .failure(error))
        } catch {
            mailbox.fail(error)
            opened.settle(.failure(error))
            end.settle(.failure(error))
        }
    }
}
