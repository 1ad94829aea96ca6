internal import DequeModule

/// The protocol state of one connection: its channels, what waits for an answer, which publishes are unconfirmed.
///
/// A plain value without I/O: commands and frames go in, methods to send come out through `send`. It lives on the
/// connection's thread alone.
struct ConnectionMachine {
    /// The state of one channel.
    private struct Channel {
        var identity: ChannelIdentity
        /// Answers are given in the order of the methods.
        var awaited: Deque<OneShot<Reply>> = []
        var opening: OneShot<ChannelIdentity>?
        var isConfirming = false
        /// Whether this side has asked to close it.
        var isClosing = false
        var confirms = ConfirmTracker()
        var consumers: [String: ConsumerBuffer] = [:]
        var content: IncomingContent?
    }

    /// A delivery or return whose header or body is still to come.
    private struct IncomingContent {
        enum Start {
            case delivery(DeliveryStart)
            case returned(ReturnStart)
        }
        var start: Start
        var properties = MessageProperties()
        var expected: UInt64?
        var body: [UInt8] = []
    }

    /// A method to send on a channel; 0 is the connection itself.
    struct Outgoing {
        var channel: UInt16
        var method: OutboundMethod
    }

    private var channels: [UInt16: Channel] = [:]
    /// How the last channel of each number ended when the broker closed it, for those who still use it.
    private var refusals: [UInt16: (identity: ChannelIdentity, error: AMQPError)] = [:]
    private var nextGeneration: UInt64 = 1
    private var closing: OneShot<Reply>?
    private let maximumChannels: UInt16
    private let mailbox: Mailbox?

    /// Whether the broker has said that it takes no publishes for now (`connection.blocked`).
    private(set) var isBlocked = false
    /// The error with which the connection has ended.
    private(set) var end: AMQPError?

    /// Makes the state of a connection that has just logged on.
    ///
    /// - Parameters:
    ///   - mailbox: where the deliveries' settlements go.
    ///   - maximumChannels: the highest channel number that the broker takes.
    init(mailbox: Mailbox?, maximumChannels: UInt16 = 2047) {
        self.mailbox = mailbox
        self.maximumChannels = maximumChannels
    }

    // MARK: Commands

    /// Opens a channel under a free number.
    mutating func openChannel(_ promise: OneShot<ChannelIdentity>) -> Outgoing? {
        guard let number = (1...maximumChannels).first(where: { channels[$0] == nil }) else {
            promise.settle(.failure(AMQPError(.protocolViolation, "all \(maximumChannels) channels are in use")))
            return nil
        }
        let identity = ChannelIdentity(number: number, generation: nextGeneration)
        nextGeneration += 1
        channels[number] = Channel(identity: identity, opening: promise)
        return Outgoing(channel: number, method: .channelOpen)
    }

    /// Sends a method and remembers who waits for its answer.
    mutating func call(_ identity: ChannelIdentity, _ method: OutboundMethod, _ promise: OneShot<Reply>) -> Outgoing? {
        guard channels[identity.number]?.identity == identity else {
            promise.settle(.failure(whyClosed(identity)))
            return nil
        }
        channels[identity.number]?.awaited.append(promise)
        switch method {
        case .confirmSelect: channels[identity.number]?.isConfirming = true
        case .channelClose: channels[identity.number]?.isClosing = true
        default: break
        }
        return Outgoing(channel: identity.number, method: method)
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
        // If it fails, the channel is closed, which the second promise tells.
        guard
            let prefetch = call(identity, .qos(prefetchCount: start.prefetchCount), OneShot<Reply>()),
            let consume = call(identity, start.method, promise)
        else {
            let error = whyClosed(identity)
            promise.settle(.failure(error))
            buffer.finish(error)
            return []
        }
        channels[identity.number]?.consumers[start.tag] = buffer
        return [prefetch, consume]
    }

    /// Whether a publish may be sent; counts it for its confirm.
    mutating func publish(_ identity: ChannelIdentity, _ publish: OutboundPublish) -> Bool {
        guard channels[identity.number]?.identity == identity else {
            publish.receipt.settle(.failure(whyClosed(identity)))
            return false
        }
        guard channels[identity.number]?.isConfirming == true else {
            let error = AMQPError(.invalidArgument, "a publish needs a channel on which confirms are enabled first")
            publish.receipt.settle(.failure(error))
            return false
        }
        channels[identity.number]?.confirms.register(publish)
        return true
    }

    /// A settlement, unless its channel is gone: then the broker has already taken the delivery back.
    func settle(_ identity: ChannelIdentity, _ method: OutboundMethod) -> Outgoing? {
        channels[identity.number]?.identity == identity ? Outgoing(channel: identity.number, method: method) : nil
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

    // MARK: Frames

    /// Takes a frame in; what comes back is to be sent.
    mutating func receive(_ frame: InboundFrame) -> Outgoing? {
        switch frame {
        case .reply(let number, let reply): return received(reply, on: number)
        case .delivery(let number, let start): begin(.delivery(start), on: number)
        case .returned(let number, let start): begin(.returned(start), on: number)
        case .header(let number, let properties, let size): receivedHeader(properties, size, on: number)
        case .body(let number, let bytes): receivedBody(bytes, on: number)
        case .confirm(let number, let tag, let multiple, let positive):
            let known = channels[number]?.confirms.settle(tag: tag, multiple: multiple, positive: positive) {
                $0.settle($1)
            }
            if known == false {
                fail(AMQPError(.protocolViolation, "the broker confirmed a publish that was never made"))
            }
        case .consumerCancelled(let number, let tag):
            channels[number]?.consumers.removeValue(forKey: tag)?
                .finish(AMQPError(.consumerCancelled, "the broker ended the consumer: its queue is gone"))
        case .channelClosed(let number, let code, let text):
            let error = AMQPError(.channelClosed, text, replyCode: code)
            refusals[number] = channels[number].map { ($0.identity, error) }
            endChannel(number, error)
            return Outgoing(channel: number, method: .channelCloseOK)
        case .connectionClosed(let code, let text):
            fail(AMQPError(.connectionLost, "the broker closed the connection: \(text)", replyCode: code))
            return Outgoing(channel: 0, method: .connectionCloseOK)
        case .blocked: isBlocked = true
        case .unblocked: isBlocked = false
        case .ignored: break
        }
        return nil
    }

    private mutating func received(_ reply: Reply, on number: UInt16) -> Outgoing? {
        if number == 0 {
            if case .connectionClosed = reply { fail(AMQPError(.connectionClosed, "the connection is closed")) }
            return nil
        }
        switch reply {
        case .channelOpened:
            guard let opening = channels[number]?.opening, let identity = channels[number]?.identity else { break }
            channels[number]?.opening = nil
            opening.settle(.success(identity))
        case .channelClosed:
            // When both sides close a channel at once, the broker's answer comes after the channel has ended here,
            // and perhaps to a new one of that number, which it does not concern.
            guard channels[number]?.isClosing == true else { break }
            let promise = channels[number]?.awaited.popFirst()
            endChannel(number, AMQPError(.channelClosed, "the channel is closed"))
            promise?.settle(.success(reply))
        default:
            if case .consumerEnded(let tag) = reply {
                channels[number]?.consumers.removeValue(forKey: tag)?.finish(nil)
            }
            channels[number]?.awaited.popFirst()?.settle(.success(reply))
        }
        return nil
    }

    private mutating func begin(_ start: IncomingContent.Start, on number: UInt16) {
        channels[number]?.content = IncomingContent(start: start)
    }

    private mutating func receivedHeader(_ properties: MessageProperties, _ size: UInt64, on number: UInt16) {
        channels[number]?.content?.properties = properties
        channels[number]?.content?.expected = size
        if size == 0 { completeContent(on: number) }
    }

    private mutating func receivedBody(_ bytes: [UInt8], on number: UInt16) {
        guard let expected = channels[number]?.content?.expected, let held = channels[number]?.content?.body.count
        else {
            return
        }
        if held == 0 {
            channels[number]?.content?.body = bytes
        } else {
            channels[number]?.content?.body.append(contentsOf: bytes)
        }
        if UInt64(held + bytes.count) >= expected { completeContent(on: number) }
    }

    private mutating func completeContent(on number: UInt16) {
        guard let content = channels[number]?.content, let identity = channels[number]?.identity else { return }
        channels[number]?.content = nil
        switch content.start {
        case .delivery(let start):
            channels[number]?.consumers[start.consumerTag]?.append(
                AMQPDelivery(
                    body: content.body,
                    properties: content.properties,
                    exchange: start.exchange,
                    routingKey: start.routingKey,
                    isRedelivered: start.isRedelivered,
                    settlement: Settlement(mailbox: mailbox, channel: identity, tag: start.deliveryTag)
                )
            )
        case .returned(let start):
            let identity = ConfirmTracker.Identity(
                exchange: start.exchange,
                routingKey: start.routingKey,
                messageID: content.properties.messageID
            )
            let error = AMQPError(
                .returned,
                "no queue takes messages of exchange \(start.exchange) with key \(start.routingKey) (\(start.text))",
                replyCode: start.replyCode
            )
            _ = channels[number]?.confirms.markReturned(identity, error)
        }
    }

    // MARK: Ends

    /// Why a channel takes no more calls: the broker's own reason, also after whoever was told it first.
    private func whyClosed(_ identity: ChannelIdentity) -> AMQPError {
        if let last = refusals[identity.number], last.identity == identity { return last.error }
        return AMQPError(.channelClosed, "the channel is closed")
    }

    private mutating func endChannel(_ number: UInt16, _ error: AMQPError) {
        guard var channel = channels.removeValue(forKey: number) else { return }
        channel.opening?.settle(.failure(error))
        for promise in channel.awaited { promise.settle(.failure(error)) }
        for buffer in channel.consumers.values { buffer.finish(error) }
        channel.confirms.failAll(error)
    }

    /// Ends the connection: everything that waits fails.
    mutating func fail(_ error: AMQPError) {
        guard end == nil else { return }
        end = error
        // First, so that whoever learns of the end below finds every delivery closed.
        mailbox?.fail(error)
        for number in Array(channels.keys) { endChannel(number, error) }
        closing?.settle(.success(.connectionClosed))
    }
}
