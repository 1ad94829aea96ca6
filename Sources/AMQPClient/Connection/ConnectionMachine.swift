internal import DequeModule

/// The protocol state of one connection: its channels, what waits for an answer, which publishes are unconfirmed.
///
/// A plain value without I/O: commands and frames go in, methods to send come out. It lives on the connection's thread
/// alone, and longer than any one socket: what it takes to go on after a lost one is in `ConnectionMachine+Recovery`.
struct ConnectionMachine {
    /// A method to send on a channel; 0 is the connection itself.
    struct Outgoing {
        var channel: UInt16
        var method: OutboundMethod
    }

    var channels: [UInt16: ChannelState] = [:]
    /// How the last channel of each number ended when the broker closed it, for those who still use it.
    private var refusals: [UInt16: (identity: ChannelIdentity, error: AMQPError)] = [:]
    /// Queues that end with the connection.
    var queues: [RecordedQueue] = []
    /// Methods to send that follow from no command.
    var outbox: Deque<Outgoing> = []
    /// Channels with acknowledgements to send; one may be named more than once.
    private var acknowledging: [UInt16] = []
    /// Consumers that wait for what has come.
    private var fed: [ConsumerBuffer] = []
    /// Commands that had to wait and do no longer, in order; they come before all others.
    var released: [Command] = []
    var nextGeneration: UInt64 = 1
    var closing: OneShot<Reply>?
    let mailbox: Mailbox?
    let recovery: AMQPRecovery?
    let now: () -> ContinuousClock.Instant
    let draw: () -> Double
    private let maximumChannels: UInt16

    /// Why the broker takes no publishes for now (`connection.blocked`), if so.
    var blockedReason: String?
    /// How many messages have come back, since no queue takes them.
    var returnedCount = 0
    /// What the broker has refused for longer than it is borne.
    var finalRefusal: AMQPError?
    /// Whether ``tick()`` has something to wait for.
    var needsTick = false
    /// Why the connection is gone, until another one stands.
    var lost: AMQPError?
    /// The error with which the connection has ended for good.
    var end: AMQPError?

    var isBlocked: Bool { blockedReason != nil }

    /// Makes the state of a connection that has just logged on.
    ///
    /// - Parameters:
    ///   - mailbox: where the deliveries' settlements go.
    ///   - maximumChannels: the highest channel number that the broker takes.
    ///   - recovery: how channels come back; nil when they do not.
    ///   - now: the clock.
    ///   - draw: random numbers from 0 to 1.
    init(
        mailbox: Mailbox?,
        maximumChannels: UInt16 = 2047,
        recovery: AMQPRecovery? = nil,
        now: @escaping () -> ContinuousClock.Instant = { .now },
        draw: @escaping () -> Double = { .random(in: 0...1) }
    ) {
        self.mailbox = mailbox
        self.maximumChannels = maximumChannels
        self.recovery = recovery
        self.now = now
        self.draw = draw
    }

    /// Changes a channel's state in place.
    mutating func update<Result>(_ number: UInt16, _ body: (inout ChannelState) -> Result) -> Result? {
        guard let index = channels.index(forKey: number) else { return nil }
        return body(&channels.values[index])
    }

    mutating func generation() -> UInt64 {
        defer { nextGeneration += 1 }
        return nextGeneration
    }

    /// Remembers a consumer that waits for what has just been put into its buffer.
    mutating func feed(_ buffer: ConsumerBuffer) { fed.append(buffer) }

    /// Lets the consumers go on that wait for what has come: once for many frames, since each wake has its price.
    mutating func wakeConsumers() {
        guard !fed.isEmpty else { return }
        for buffer in fed { buffer.wake() }
        fed.removeAll(keepingCapacity: true)
    }

    // MARK: Commands

    /// Opens a channel under a free number.
    mutating func openChannel(_ promise: OneShot<ChannelIdentity>) -> Outgoing? {
        guard let number = (1...maximumChannels).first(where: { channels[$0] == nil }) else {
            promise.settle(.failure(AMQPError(.protocolViolation, "all \(maximumChannels) channels are in use")))
            return nil
        }
        let identity = ChannelIdentity(number: number, generation: generation())
        channels[number] = ChannelState(identity, opening: promise, recovery: recovery)
        return Outgoing(channel: number, method: .channelOpen)
    }

    /// Sends a method and remembers who waits for its answer.
    mutating func call(_ identity: ChannelIdentity, _ method: OutboundMethod, _ promise: OneShot<Reply>) -> Outgoing? {
        guard let channel = channels[identity.number], channel.identity == identity else {
            promise.settle(.failure(whyClosed(identity)))
            return nil
        }
        switch method {
        case .cancel(let tag) where channel.phase != .open || channel.consumers[tag].map { $0.epoch == nil } ?? false:
            // The broker does not know it, or not any more.
            channels[identity.number]?.consumers.removeValue(forKey: tag)?.end()
            promise.settle(.success(.consumerEnded(tag: tag)))
            return nil
        case .channelClose where channel.phase != .open:
            endChannel(identity.number, AMQPError(.channelClosed, "the channel is closed"))
            promise.settle(.success(.channelClosed))
            return nil
        default:
            break
        }
        guard channel.phase == .open else {
            channels[identity.number]?.waiting.append(.call(identity, method, promise))
            return nil
        }
        record(method, on: identity.number)
        update(identity.number) { $0.expect(method, promise) }
        return Outgoing(channel: identity.number, method: renamed(method))
    }

    /// Starts a consumer with its own prefetch; deliveries may come before the answer, so its buffer is known first.
    ///
    /// The prefetch applies to the consumers started after it on the channel, so nothing may come between the two.
    mutating func consume(
        _ identity: ChannelIdentity,
        _ start: ConsumerStart,
        _ buffer: ConsumerBuffer,
        _ promise: OneShot<Reply>
    ) -> [Outgoing] {
        guard let channel = channels[identity.number], channel.identity == identity else {
            let error = whyClosed(identity)
            promise.settle(.failure(error))
            buffer.finish(error)
            return []
        }
        channels[identity.number]?.consumers[start.tag] = ConsumerState(start, buffer, starting: promise)
        // Else it is started when the channel is open again.
        return channel.phase == .open ? startConsumer(start.tag, on: identity.number) : []
    }

    /// Whether a publish is to be sent now; counts it for its confirm.
    mutating func publish(_ identity: ChannelIdentity, _ publish: OutboundPublish) -> Bool {
        let isToBeSent = update(identity.number) { channel -> Bool? in
            guard channel.identity == identity else { return nil }
            guard channel.isConfirming else {
                let error = AMQPError(.invalidArgument, "a publish needs a channel on which confirms are enabled first")
                publish.receipt.settle(.failure(error))
                return false
            }
            guard channel.takesPublish else {
                channel.waiting.append(.publish(identity, publish))
                return false
            }
            channel.confirms.register(publish)
            return true
        }
        if case .some(.some(let isToBeSent)) = isToBeSent { return isToBeSent }
        publish.receipt.settle(.failure(whyClosed(identity)))
        return false
    }

    /// A settlement, unless the life of the channel that it belongs to is over: then the broker has already taken the
    /// delivery back.
    ///
    /// A rejection is to be sent at once, acknowledgements are collected for ``takeAcknowledgements()``.
    mutating func settle(_ incarnation: ChannelIdentity, _ tag: UInt64, _ settling: Settling) -> Outgoing? {
        let number = incarnation.number
        let isKnown = update(number) { channel in
            guard channel.incarnation == incarnation, channel.phase == .open else { return false }
            switch settling {
            case .acknowledge: channel.acknowledgements.acknowledge(tag)
            case .reject: channel.acknowledgements.settle(tag)
            }
            return true
        }
        guard isKnown == true else { return nil }
        switch settling {
        case .acknowledge:
            if acknowledging.last != number { acknowledging.append(number) }
            return nil
        case .reject(let requeue):
            return Outgoing(channel: number, method: .reject(deliveryTag: tag, requeue: requeue))
        }
    }

    /// The acknowledgements that are to be sent, as few as they can be.
    mutating func takeAcknowledgements() -> [Outgoing] {
        guard !acknowledging.isEmpty else { return [] }
        var outgoing: [Outgoing] = []
        for number in acknowledging {
            let tags = update(number) { $0.acknowledgements.takeAll() } ?? []
            for tag in tags {
                outgoing.append(
                    Outgoing(channel: number, method: .ack(deliveryTag: tag.tag, multiple: tag.multiple))
                )
            }
        }
        acknowledging.removeAll(keepingCapacity: true)
        return outgoing
    }

    /// Begins an orderly close.
    mutating func close(_ promise: OneShot<Reply>) -> Outgoing? {
        guard closing == nil else {
            promise.settle(.success(.connectionClosed))
            return nil
        }
        closing = promise
        return Outgoing(channel: 0, method: .connectionClose)
    }

    /// The number of each channel's oldest unconfirmed publish.
    var oldestUnconfirmed: [UInt16: UInt64] { channels.compactMapValues(\.confirms.oldestTag) }

    /// How many publishes of all channels are unconfirmed.
    var unconfirmedCount: Int { channels.values.reduce(0) { $0 + $1.confirms.unconfirmedCount } }

    /// Fails the publishes whose deadline has passed.
    mutating func expirePublishes(_ now: ContinuousClock.Instant) {
        for number in Array(channels.keys) {
            update(number) { channel in
                channel.confirms.expire(at: now)
                channel.waiting.removeAll { $0.expires(at: now) }
            }
        }
    }

    // MARK: Ends

    /// Why a channel takes no more calls: the broker's own reason, also after whoever was told it first.
    private func whyClosed(_ identity: ChannelIdentity) -> AMQPError {
        if let last = refusals[identity.number], last.identity == identity { return last.error }
        return AMQPError(.channelClosed, "the channel is closed")
    }

    /// Ends a channel that the broker has closed.
    mutating func refuse(_ number: UInt16, _ error: AMQPError) {
        refusals[number] = channels[number].map { ($0.identity, error) }
        endChannel(number, error)
    }

    mutating func endChannel(_ number: UInt16, _ error: AMQPError) {
        guard var channel = channels.removeValue(forKey: number) else { return }
        channel.end(error)
        queues.removeAll { $0.channel == number && !$0.definition.isExclusive }
    }

    /// Ends the connection for good: everything that waits fails.
    mutating func fail(_ error: AMQPError) {
        guard end == nil else { return }
        end = error
        // First, so that whoever learns of the end below finds every delivery closed.
        mailbox?.fail(error)
        for number in Array(channels.keys) { endChannel(number, error) }
        for command in released { command.fail(error) }
        released = []
        closing?.settle(.success(.connectionClosed))
    }
}

extension ChannelState {
    /// Remembers who waits for the answer to a method.
    mutating func expect(_ method: OutboundMethod, _ promise: OneShot<Reply>) {
        switch method {
        case .confirmSelect where confirming == nil:
            isConfirming = true
            confirming = promise
            awaited.append(.confirmSelect)
        case .channelClose:
            isClosing = true
            awaited.append(.caller(promise))
        case .cancel(let tag): awaited.append(.cancel(tag: tag, promise))
        case .declareQueue(let queue, passive: false) where RecordedQueue.isTransient(queue):
            awaited.append(.declare(queue, promise))
        default: awaited.append(.caller(promise))
        }
    }
}
