internal import DequeModule
internal import Foundation

/// The thread of one connection: it connects, then alternates between commands and frames until the end.
///
/// Everything that touches librabbitmq is a local value of ``run(_:mailbox:opened:end:blocking:)``, so nothing can
/// reach it from another thread.
enum ConnectionThread {
    /// Frames taken in before commands are looked at again, so that a flood of deliveries cannot starve publishes.
    private static let framesPerTurn = 256

    /// Starts the thread.
    static func start(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        blocking: BlockingState
    ) {
        let thread = Thread {
            run(configuration, mailbox: mailbox, opened: opened, end: end, blocking: blocking)
        }
        thread.name = "amqp"
        thread.stackSize = 512 * 1024
        thread.start()
    }

    private static func run(
        _ configuration: AMQPConfiguration,
        mailbox: Mailbox,
        opened: OneShot<Void>,
        end: OneShot<Void>,
        blocking: BlockingState
    ) {
        do {
            var handle = try ConnectionHandle(connecting: configuration)
            opened.settle(.success(()))
            let error = serve(&handle, configuration, mailbox, blocking)
            mailbox.fail(error)
            end.settle(error.code == .connectionClosed ? .success(()) : .failure(error))
        } catch {
            mailbox.fail(error)
            opened.settle(.failure(error))
            end.settle(.failure(error))
        }
    }

    /// Serves an open connection until it ends, and says why it did.
    private static func serve(
        _ handle: inout ConnectionHandle,
        _ configuration: AMQPConfiguration,
        _ mailbox: Mailbox,
        _ blocking: BlockingState
    ) -> AMQPError {
        var machine = ConnectionMachine(mailbox: mailbox)
        var held: [(ChannelIdentity, OutboundPublish)] = []
        let interval = Int32(max(configuration.heartbeat.components.seconds * 500, 250))
        do {
            while machine.end == nil {
                if !machine.isBlocked, !held.isEmpty {
                    let waiting = held
                    held = []
                    for (identity, publish) in waiting { try send(publish, identity, &machine, &handle) }
                }
                for command in mailbox.takeAll() {
                    if case .publish(let identity, let publish) = command {
                        if machine.isBlocked {
                            held.append((identity, publish))
                        } else {
                            try send(publish, identity, &machine, &handle)
                        }
                    } else if let outgoing = perform(command, &machine) {
                        try handle.send(outgoing.method, on: outgoing.channel)
                    }
                }
                var frames = 0
                while frames < framesPerTurn, machine.end == nil, let frame = try handle.nextFrame() {
                    frames += 1
                    if let outgoing = machine.receive(frame) { try handle.send(outgoing.method, on: outgoing.channel) }
                    blocking.isBlocked = machine.isBlocked
                }
                if machine.end != nil || frames == framesPerTurn || !mailbox.prepareToSleep() { continue }
                handle.wait(or: mailbox.wakeup, milliseconds: interval)
                mailbox.awaken()
            }
        } catch {
            machine.fail(error)
        }
        let error = machine.end ?? AMQPError(.connectionLost, "the connection ended")
        for (_, publish) in held { publish.receipt.settle(.failure(error)) }
        return error
    }

    private static func send(
        _ publish: OutboundPublish,
        _ identity: ChannelIdentity,
        _ machine: inout ConnectionMachine,
        _ handle: inout ConnectionHandle
    ) throws(AMQPError) {
        if machine.publish(identity, publish) { try handle.publish(publish, on: identity.number) }
    }

    private static func perform(_ command: Command, _ machine: inout ConnectionMachine) -> ConnectionMachine.Outgoing? {
        switch command {
        case .openChannel(let promise): machine.openChannel(promise)
        case .call(let identity, let method, let promise): machine.call(identity, method, promise)
        case .consume(let identity, let method, let tag, let buffer, let promise):
            machine.consume(identity, method, tag: tag, buffer, promise)
        case .settle(let identity, let method): machine.settle(identity, method)
        case .close(let promise): machine.close(promise)
        case .abandon: machine.close(OneShot<Reply>())
        case .publish: nil
        }
    }
}
