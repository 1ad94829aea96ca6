internal import DequeModule

extension ConnectionMachine {
    /// Takes a frame in; what comes back is to be sent before anything else.
    mutating func receive(_ frame: InboundFrame) -> Outgoing? {
        switch frame {
        case .reply(let number, let reply): received(reply, on: number)
        case .delivery(let number, let start): begin(.delivery(start), on: number)
        case .returned(let number, let start):
            returnedCount += 1
            begin(.returned(start), on: number)
        case .header(let number, let properties, let size): receivedHeader(properties, size, on: number)
        case .body(let number, let bytes): receivedBody(bytes, on: number)
        case .confirm(let number, let tag, let multiple, let positive):
            confirmed(tag, multiple: multiple, positive: positive, on: number)
        case .consumerCancelled(let number, let tag): consumerCancelled(tag, on: number)
        case .channelClosed(let number, let code, let text):
            channelClosed(number, AMQPError(.channelClosed, text, replyCode: code))
            return Outgoing(channel: number, method: .channelCloseOK)
        case .connectionClosed(let code, let text):
            lose(AMQPError(.connectionLost, "the broker closed the connection: \(text)", replyCode: code))
            return Outgoing(channel: 0, method: .connectionCloseOK)
        case .blocked(let reason): blockedReason = reason
        case .unblocked: blockedReason = nil
        case .ignored: break
        }
        return nil
    }

    private mutating func confirmed(_ tag: UInt64, multiple: Bool, positive: Bool, on number: UInt16) {
        let outcome = update(number) { channel in
            // Whatever closed the channel before, it does no more.
            if positive { channel.works() }
            let isKnown = channel.confirms.settle(tag: tag, multiple: multiple, positive: positive) { $0.settle($1) }
            guard !channel.waiting.isEmpty, channel.takesPublish else { return (isKnown, Deque<Command>()) }
            defer { channel.waiting = [] }
            return (isKnown, channel.waiting)
        }
        guard let (isKnown, waiting) = outcome else { return }
        released += waiting
        if !isKnown {
            fail(AMQPError(.protocolViolation, "the broker confirmed a publish that was never made"))
        }
    }

    private mutating func received(_ reply: Reply, on number: UInt16) {
        if number == 0 {
            if case .connectionClosed = reply { fail(AMQPError(.connectionClosed, "the connection is closed")) }
            return
        }
        switch reply {
        case .channelOpened:
            update(number) { channel in
                channel.opening?.settle(.success(channel.identity))
                channel.opening = nil
            }
        case .channelClosed:
            // When both sides close a channel at once, the broker's answer comes after the channel has ended here,
            // and perhaps to a new one of that number, which it does not concern.
            guard channels[number]?.isClosing == true else { break }
            let awaiter = channels[number]?.awaited.popFirst()
            endChannel(number, AMQPError(.channelClosed, "the channel is closed"))
            if case .caller(let promise) = awaiter { promise.settle(.success(reply)) }
        default:
            if let awaiter = channels[number]?.awaited.popFirst() { answered(awaiter, reply, on: number) }
        }
    }

    private mutating func answered(_ awaiter: ChannelState.Awaiter, _ reply: Reply, on number: UInt16) {
        switch awaiter {
        case .caller(let promise): promise.settle(.success(reply))
        case .declare(let queue, let promise):
            if case .queue(let state) = reply { recordQueue(queue, state.name, on: number) }
            promise.settle(.success(reply))
        case .cancel(let tag, let promise):
            channels[number]?.consumers.removeValue(forKey: tag)?.end()
            promise.settle(.success(reply))
        case .confirmSelect:
            update(number) { channel in
                channel.confirming?.settle(.success(reply))
                channel.confirming = nil
            }
        case .consume(let tag):
            update(number) { channel in
                channel.works()
                channel.consumers[tag]?.starting?.settle(.success(reply))
                channel.consumers[tag]?.starting = nil
            }
        case .redeclare(let name):
            if case .queue(let state) = reply { redeclared(name, as: state.name) }
        case .prefetch, .rebind: break
        }
    }

    // MARK: Content

    /// The largest message that RabbitMQ can be set to take, in bytes (rabbitmq.conf, `max_message_size`).
    private static let maximumBodySize: UInt64 = 512 * 1024 * 1024

    private mutating func begin(_ start: IncomingContent.Start, on number: UInt16) {
        update(number) { $0.content = IncomingContent(start: start) }
    }

    private mutating func receivedHeader(_ properties: MessageProperties, _ size: UInt64, on number: UInt16) {
        guard size <= ConnectionMachine.maximumBodySize else {
            return fail(AMQPError(.protocolViolation, "the broker announced a message of \(size) bytes"))
        }
        update(number) { channel in
            channel.content?.properties = properties
            channel.content?.expected = size
        }
        if size == 0 { completeContent(on: number) }
    }

    private mutating func receivedBody(_ bytes: [UInt8], on number: UInt16) {
        if update(number, { $0.content?.take(bytes) ?? false }) == true { completeContent(on: number) }
    }

    private mutating func completeContent(on number: UInt16) {
        let waiting = update(number) { channel -> ConsumerBuffer? in
            guard let content = channel.content.take() else { return nil }
            switch content.start {
            case .delivery(let start): return channel.delivered(start, content)
            case .returned(let start):
                channel.returned(start, content)
                return nil
            }
        }
        if case .some(.some(let buffer)) = waiting { feed(buffer) }
    }
}

extension ChannelState {
    /// Hands a delivery to its consumer; gives the buffer if someone waits at it.
    fileprivate mutating func delivered(_ start: DeliveryStart, _ content: IncomingContent) -> ConsumerBuffer? {
        guard let index = consumers.index(forKey: start.consumerTag), let epoch = consumers.values[index].epoch else {
            return nil
        }
        consumers.values[index].delivered(content.properties)
        let buffer = consumers.values[index].buffer
        let isAwaited = buffer.append(
            AMQPDelivery(
                body: content.body,
                properties: content.properties,
                exchange: start.exchange,
                routingKey: start.routingKey,
                isRedelivered: start.isRedelivered,
                settlement: Settlement(epoch: epoch, tag: start.deliveryTag)
            )
        )
        return isAwaited ? buffer : nil
    }

    fileprivate mutating func returned(_ start: ReturnStart, _ content: IncomingContent) {
        let error = AMQPError(
            .returned,
            "no queue takes messages of exchange \(start.exchange) with key \(start.routingKey) (\(start.text))",
            replyCode: start.replyCode
        )
        _ = confirms.markReturned(
            exchange: start.exchange,
            routingKey: start.routingKey,
            messageID: content.properties.messageID,
            error
        )
    }
}
