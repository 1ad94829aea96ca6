internal import DequeModule
internal import Glibc

/// What the thread of a connection does until the connection ends for good: it serves one socket after another.
///
/// On each it alternates between frames and commands. When a socket is lost, the commands that come in meanwhile wait
/// until the next one stands.
struct ConnectionLoop {
    /// Frames taken in before commands are looked at again, so that a flood of deliveries cannot starve publishes.
    private static let framesPerTurn = 256
    /// Commands carried out before frames are looked at again, so that confirms are read while publishes pour out.
    private static let commandsPerTurn = 256
    /// Bytes sent after the socket was found writable before it is looked at again.
    private static let allowance = 16 * 1024
    /// How exactly the deadlines of publishes are kept.
    private static let expiryInterval = Duration.milliseconds(250)

    private var machine: ConnectionMachine
    private var connector: Connector
    private let configuration: AMQPConfiguration
    private let mailbox: Mailbox
    private let status: ConnectionStatus
    /// What was taken out of the mailbox and is not carried out yet, in order.
    private var backlog: Deque<Command> = []
    /// Publishes that wait until the broker takes them again.
    private var held: Deque<Command> = []
    /// How the connection stands, as it was last told.
    private var told: AMQPConnectionState?
    private var closeDeadline: ContinuousClock.Instant?
    private var nextExpiry = ContinuousClock.now
    /// What is left of the allowance.
    private var allowance = 0

    private init(
        _ configuration: AMQPConfiguration,
        _ connector: Connector,
        _ mailbox: Mailbox,
        _ status: ConnectionStatus,
        maximumChannels: UInt16
    ) {
        machine = ConnectionMachine(
            mailbox: mailbox,
            maximumChannels: maximumChannels,
            recovery: configuration.recovery
        )
        self.configuration = configuration
        self.connector = connector
        self.mailbox = mailbox
        self.status = status
    }

    /// Serves an open connection, and those that follow it, until the end, and says why that came.
    static func serve(
        _ first: consuming ConnectionHandle,
        _ connector: Connector,
        _ configuration: AMQPConfiguration,
        _ mailbox: Mailbox,
        _ status: ConnectionStatus
    ) -> AMQPError {
        var loop = ConnectionLoop(
            configuration,
            connector,
            mailbox,
            status,
            maximumChannels: first.maximumChannels
        )
        loop.told = .connected(first.address)
        loop.run(first)
        let error = loop.machine.end ?? AMQPError(.connectionLost, "the connection ended")
        for command in loop.held { command.fail(error) }
        for command in loop.backlog { command.fail(error) }
        return error
    }

    private mutating func run(_ first: consuming ConnectionHandle) {
        var next: ConnectionHandle? = first
        while let handle = next.take() {
            serve(handle)
            if machine.end == nil { next = reconnect() }
        }
    }

    /// Serves one socket until it is lost or the connection ends, and closes it.
    private mutating func serve(_ handle: consuming ConnectionHandle) {
        let watch = Watchdog.shared.watch(handle.descriptor, limit: .milliseconds(1250) * handle.heartbeat)
        var handle = handle
        var silence = SilenceDetector(heartbeat: handle.heartbeat, now: .now)
        var stall = StallDetector(limit: configuration.confirmTimeout, now: .now)
        do {
            while machine.end == nil, machine.lost == nil {
                watch.progress()
                try turn(&handle, &silence, &stall)
            }
        } catch {
            machine.lose(error)
        }
        // Before the descriptor is closed: the system gives its number to another one.
        watch.end()
        _ = consume handle
    }

    // MARK: One turn

    private mutating func turn(
        _ handle: inout ConnectionHandle,
        _ silence: inout SilenceDetector,
        _ stall: inout StallDetector
    ) throws(AMQPError) {
        // Frames first: librabbitmq 0.11 waits without limit in a publish that finds the peer silent for two
        // heartbeats, whereas reading says so.
        let start = ContinuousClock.now
        if silence.isInDoubt(at: start), handle.isReadable { silence.heard(at: start) }
        let frames = try takeFrames(&handle)
        if frames > 0 {
            silence.heard(at: start)
            tell(handle.address)
        }
        try handle.flush()
        let hasMoreFrames = frames == ConnectionLoop.framesPerTurn
        guard machine.end == nil, machine.lost == nil else { return }
        if machine.needsTick { machine.tick() }
        while let outgoing = machine.outbox.popFirst() { try handle.send(outgoing.method, on: outgoing.channel) }
        let hasMoreCommands = try carryOutCommands(&handle)
        let now = ContinuousClock.now
        expirePublishes(now)
        status.set(unconfirmed: machine.unconfirmedCount, returned: machine.returnedCount)
        try stall.look(at: now, isBlocked: machine.isBlocked) { machine.oldestUnconfirmed }
        if let closeDeadline, now >= closeDeadline {
            machine.fail(AMQPError(.connectionClosed, "the connection is closed; the broker did not answer the close"))
        }
        // Whoever is about to post more comes first: one wake for many commands costs both sides less.
        sched_yield()
        if machine.end != nil || hasMoreFrames || hasMoreCommands || !mailbox.prepareToSleep() {
            return
        }
        let sleep = longestSleep(now, silence)
        if handle.wait(or: mailbox.wakeup, forWriting: !backlog.isEmpty, atMost: sleep) {
            silence.heard(at: .now)
        } else {
            try silence.check(at: .now)
        }
        mailbox.awaken()
    }

    private func longestSleep(_ now: ContinuousClock.Instant, _ silence: SilenceDetector) -> Duration {
        var deadline = silence.nextCheck(after: now)
        if let closeDeadline { deadline = min(deadline, closeDeadline) }
        if machine.needsTick, let next = machine.nextDeadline { deadline = min(deadline, next) }
        if configuration.publishDeadline != nil { deadline = min(deadline, nextExpiry) }
        return max(.zero, deadline - now)
    }

    /// Takes frames in; as many as a turn may take when more may be there.
    private mutating func takeFrames(_ handle: inout ConnectionHandle) throws(AMQPError) -> Int {
        defer { machine.wakeConsumers() }
        for count in 0..<ConnectionLoop.framesPerTurn {
            guard machine.end == nil, machine.lost == nil, let frame = try handle.nextFrame() else { return count }
            let reason = machine.blockedReason
            if let outgoing = machine.receive(frame) { try handle.send(outgoing.method, on: outgoing.channel) }
            if machine.blockedReason != reason { tell(handle.address) }
        }
        return ConnectionLoop.framesPerTurn
    }

    /// Carries out what waits as far as the socket takes it; true when more can be carried out at once.
    private mutating func carryOutCommands(_ handle: inout ConnectionHandle) throws(AMQPError) -> Bool {
        if !machine.isBlocked, !held.isEmpty {
            backlog.prepend(contentsOf: held)
            held = []
        }
        if !machine.released.isEmpty {
            backlog.prepend(contentsOf: machine.released)
            machine.released = []
        }
        takeCommands()
        let hasMore = try carryOutBacklog(&handle)
        try sendAcknowledgements(&handle)
        // All at once: each small segment would wake the broker.
        try handle.flush()
        return hasMore
    }

    private mutating func carryOutBacklog(_ handle: inout ConnectionHandle) throws(AMQPError) -> Bool {
        for _ in 0..<ConnectionLoop.commandsPerTurn {
            guard let command = backlog.first else { return false }
            if machine.isBlocked, case .publish = command {
                held.append(backlog.removeFirst())
                continue
            }
            // A send into a full buffer would block the thread, and without end if the broker hangs; meanwhile there
            // would be no one to read what it says. Linux calls a socket writable when a third of its buffer is free,
            // so this holds for messages smaller than that; for others there is the watchdog.
            if allowance <= 0 {
                try handle.flush()
                guard handle.isWritable else { return false }
                allowance = ConnectionLoop.allowance
            }
            allowance -= command.size
            backlog.removeFirst()
            try carryOut(command, &handle)
        }
        return true
    }

    private mutating func sendAcknowledgements(_ handle: inout ConnectionHandle) throws(AMQPError) {
        for outgoing in machine.takeAcknowledgements() { try handle.send(outgoing.method, on: outgoing.channel) }
    }

    private mutating func takeCommands() {
        for command in mailbox.takeAll() {
            if command.closes, closeDeadline == nil { closeDeadline = .now + configuration.connectTimeout }
            backlog.append(command)
        }
    }

    private mutating func carryOut(_ command: Command, _ handle: inout ConnectionHandle) throws(AMQPError) {
        // What is acknowledged before a channel or the connection is closed must be on its way before.
        if command.isRare { try sendAcknowledgements(&handle) }
        let outgoing: ConnectionMachine.Outgoing?
        switch command {
        case .publish(let identity, let publish):
            if machine.publish(identity, publish) { try handle.publish(publish, on: identity.number) }
            return
        case .consume(let identity, let start, let buffer, let promise):
            for outgoing in machine.consume(identity, start, buffer, promise) {
                try handle.send(outgoing.method, on: outgoing.channel)
            }
            return
        case .settle(let identity, let tag, let settling): outgoing = machine.settle(identity, tag, settling)
        case .openChannel(let promise): outgoing = machine.openChannel(promise)
        case .call(let identity, let method, let promise): outgoing = machine.call(identity, method, promise)
        case .close(let promise): outgoing = machine.close(promise)
        case .abandon: outgoing = machine.close(OneShot<Reply>())
        }
        if let outgoing { try handle.send(outgoing.method, on: outgoing.channel) }
    }

    /// Fails the publishes whose deadline has passed, wherever they wait.
    private mutating func expirePublishes(_ now: ContinuousClock.Instant) {
        guard configuration.publishDeadline != nil, now >= nextExpiry else { return }
        nextExpiry = now + ConnectionLoop.expiryInterval
        machine.expirePublishes(now)
        held.removeAll { $0.expires(at: now) }
        backlog.removeAll { $0.expires(at: now) }
    }

    /// Tells how the connection stands, if that has changed; each refusal once, however often it is tried again.
    private mutating func tell(_ address: AMQPAddress) {
        guard machine.lost == nil, machine.end == nil else { return }
        let state: AMQPConnectionState =
            if let reason = machine.blockedReason {
                .blocked(reason: reason)
            } else if let refusal = machine.refusal {
                .refusing(refusal)
            } else {
                .connected(address)
            }
        if case .refusing = state, case .refusing = told { return }
        guard state != told else { return }
        told = state
        status.set(state)
    }

    // MARK: Between two sockets

    /// Waits and tries until another connection stands; nil when the connection has ended instead.
    private mutating func reconnect() -> ConnectionHandle? {
        guard var error = machine.lost else { return nil }
        backlog.prepend(contentsOf: held)
        held = []
        allowance = 0
        status.set(.lost(error))
        var failures = 0
        while true {
            guard let delay = connector.nextDelay(after: error) else {
                machine.fail(error)
                return nil
            }
            if failures > 0 { status.set(.waiting(failures: failures, error, retryAfter: delay)) }
            guard pause(delay) else {
                machine.fail(AMQPError(.connectionClosed, "the connection is closed"))
                return nil
            }
            do {
                let handle = try connector.connect()
                machine.restore()
                told = .connected(handle.address)
                status.set(.connected(handle.address))
                return handle
            } catch let next {
                error = next
                failures += 1
            }
        }
    }

    /// Waits between two tries; false when the connection is to be closed.
    private mutating func pause(_ duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        while true {
            takeCommands()
            if closeDeadline != nil { return false }
            let now = ContinuousClock.now
            expirePublishes(now)
            guard now < end else { return true }
            guard mailbox.prepareToSleep() else { continue }
            mailbox.wait(atMost: min(end - now, ConnectionLoop.expiryInterval))
            mailbox.awaken()
        }
    }
}
