internal import DequeModule

/// What the thread of an open connection does until the connection ends: it alternates between frames and commands.
struct ConnectionLoop: ~Copyable {
    /// Frames taken in before commands are looked at again, so that a flood of deliveries cannot starve publishes.
    private static let framesPerTurn = 256
    /// Commands carried out before frames are looked at again, so that confirms are read while publishes pour out.
    private static let commandsPerTurn = 256
    /// Bytes sent after the socket was found writable before it is looked at again.
    private static let allowance = 16 * 1024

    private var handle: ConnectionHandle
    private var machine: ConnectionMachine
    private let mailbox: Mailbox
    private let blocking: BlockingState
    /// How long the broker may take to answer a close.
    private let closeLimit: Duration
    /// How long the thread may sleep; half a heartbeat, since only a call into the library sends or misses one.
    private let interval: Duration
    /// What was taken out of the mailbox and is not carried out yet, in order.
    private var backlog: Deque<Command> = []
    /// Publishes that wait until the broker takes them again.
    private var held: Deque<Command> = []
    private var closeDeadline: ContinuousClock.Instant?
    /// What is left of the allowance.
    private var allowance = 0

    private init(
        _ handle: consuming ConnectionHandle,
        _ mailbox: Mailbox,
        _ blocking: BlockingState,
        closeLimit: Duration
    ) {
        interval = .milliseconds(500) * max(handle.heartbeat, 1)
        machine = ConnectionMachine(mailbox: mailbox, maximumChannels: handle.maximumChannels)
        self.handle = handle
        self.mailbox = mailbox
        self.blocking = blocking
        self.closeLimit = closeLimit
    }

    /// Serves an open connection until it ends and its socket is closed, and says why it ended.
    static func serve(
        _ handle: consuming ConnectionHandle,
        _ mailbox: Mailbox,
        _ blocking: BlockingState,
        closeLimit: Duration
    ) -> AMQPError {
        var loop = ConnectionLoop(handle, mailbox, blocking, closeLimit: closeLimit)
        return loop.run()
    }

    private mutating func run() -> AMQPError {
        do {
            while machine.end == nil { try turn() }
        } catch {
            machine.fail(error)
        }
        let error = machine.end ?? AMQPError(.connectionLost, "the connection ended")
        blocking.isBlocked = false
        for command in held { command.fail(error) }
        for command in backlog { command.fail(error) }
        return error
    }

    private mutating func turn() throws(AMQPError) {
        // Frames first: librabbitmq 0.11 waits without limit in a publish that finds the peer silent for two
        // heartbeats, whereas reading says so.
        let hasMoreFrames = try takeFrames()
        guard machine.end == nil else { return }
        let hasMoreCommands = try carryOutCommands()
        if let closeDeadline, ContinuousClock.now >= closeDeadline {
            machine.fail(AMQPError(.connectionClosed, "the connection is closed; the broker did not answer the close"))
        }
        if machine.end != nil || hasMoreFrames || hasMoreCommands || !mailbox.prepareToSleep() { return }
        handle.wait(or: mailbox.wakeup, forWriting: !backlog.isEmpty, atMost: longestSleep)
        mailbox.awaken()
    }

    private var longestSleep: Duration {
        guard let closeDeadline else { return interval }
        return min(interval, max(.zero, closeDeadline - ContinuousClock.now))
    }

    /// Takes frames in; true when more may be there.
    private mutating func takeFrames() throws(AMQPError) -> Bool {
        for _ in 0..<ConnectionLoop.framesPerTurn {
            guard machine.end == nil, let frame = try handle.nextFrame() else { return false }
            if let outgoing = machine.receive(frame) { try handle.send(outgoing.method, on: outgoing.channel) }
            blocking.isBlocked = machine.isBlocked
        }
        return true
    }

    /// Carries out what waits as far as the socket takes it; true when more can be carried out at once.
    private mutating func carryOutCommands() throws(AMQPError) -> Bool {
        if !machine.isBlocked, !held.isEmpty {
            backlog.prepend(contentsOf: held)
            held = []
        }
        for command in mailbox.takeAll() {
            if command.closes, closeDeadline == nil { closeDeadline = .now + closeLimit }
            backlog.append(command)
        }
        for _ in 0..<ConnectionLoop.commandsPerTurn {
            guard let command = backlog.first else { return false }
            if machine.isBlocked, case .publish = command {
                held.append(backlog.removeFirst())
                continue
            }
            // A send into a full buffer would block the thread, and without end if the broker hangs; meanwhile there
            // would be no one to read what it says. Linux calls a socket writable when a third of its buffer is free,
            // so this holds for messages smaller than that.
            if allowance <= 0 {
                guard handle.isWritable else { return false }
                allowance = ConnectionLoop.allowance
            }
            allowance -= command.size
            backlog.removeFirst()
            try carryOut(command)
        }
        return true
    }

    private mutating func carryOut(_ command: Command) throws(AMQPError) {
        switch command {
        case .publish(let identity, let publish):
            if machine.publish(identity, publish) { try handle.publish(publish, on: identity.number) }
        case .consume(let identity, let start, let buffer, let promise):
            for outgoing in machine.consume(identity, start, buffer, promise) {
                try handle.send(outgoing.method, on: outgoing.channel)
            }
        case .openChannel(let promise): try send(machine.openChannel(promise))
        case .call(let identity, let method, let promise): try send(machine.call(identity, method, promise))
        case .settle(let identity, let method): try send(machine.settle(identity, method))
        case .close(let promise): try send(machine.close(promise))
        case .abandon: try send(machine.close(OneShot<Reply>()))
        }
    }

    private mutating func send(_ outgoing: ConnectionMachine.Outgoing?) throws(AMQPError) {
        if let outgoing { try handle.send(outgoing.method, on: outgoing.channel) }
    }
}
