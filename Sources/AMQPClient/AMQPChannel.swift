/// A channel: declarations, publishes with confirms, consumers.
///
/// The broker closes a channel on an error, such as a passive declaration of a queue that is not there; every later
/// call fails with `channelClosed`. Open another one then.
public struct AMQPChannel: Sendable {
    let connection: AMQPConnection
    let identity: ChannelIdentity

    private func call(_ method: OutboundMethod) async throws(AMQPError) -> Reply {
        try method.checkLimits()
        let promise = OneShot<Reply>()
        connection.mailbox.post(.call(identity, method, promise))
        return try await promise.value()
    }

    // MARK: Topology

    /// Declares an exchange; with `passive` only asks whether one of that name and kind is there.
    public func declare(_ exchange: AMQPExchange, passive: Bool = false) async throws(AMQPError) {
        _ = try await call(.declareExchange(exchange, passive: passive))
    }

    /// Declares a queue; with `passive` only asks for its state.
    @discardableResult
    public func declare(_ queue: AMQPQueue, passive: Bool = false) async throws(AMQPError) -> AMQPQueueState {
        guard case .queue(let state) = try await call(.declareQueue(queue, passive: passive)) else {
            throw AMQPError(.protocolViolation, "the broker gave no state of queue \(queue.name)")
        }
        return state
    }

    /// Binds a queue or an exchange.
    public func bind(_ binding: AMQPBinding) async throws(AMQPError) {
        _ = try await call(.bind(binding))
    }

    /// Takes a binding away.
    public func unbind(_ binding: AMQPBinding) async throws(AMQPError) {
        _ = try await call(.unbind(binding))
    }

    /// Deletes an exchange.
    public func deleteExchange(_ name: String) async throws(AMQPError) {
        _ = try await call(.deleteExchange(name))
    }

    /// Deletes a queue with all that is in it.
    public func deleteQueue(_ name: String) async throws(AMQPError) {
        _ = try await call(.deleteQueue(name))
    }

    /// Drops the ready messages of a queue.
    public func purge(_ queue: String) async throws(AMQPError) {
        _ = try await call(.purgeQueue(queue))
    }

    // MARK: Publishing

    /// Asks the broker to confirm every publish of this channel; needed before the first.
    public func enableConfirms() async throws(AMQPError) {
        _ = try await call(.confirmSelect)
    }

    /// Sends a message without waiting; the receipt tells when the broker has it.
    ///
    /// A mandatory message that no queue takes counts as failed.
    public func send(
        _ message: AMQPMessage,
        to exchange: String,
        routingKey: String,
        mandatory: Bool = true
    ) -> PublishReceipt {
        send(
            OutboundPublish(
                exchange: exchange,
                routingKey: routingKey,
                isMandatory: mandatory,
                message: message,
                deadline: deadline
            )
        )
    }

    /// Sends the message of a publish that has failed once more, as a new one.
    public func sendAgain(_ receipt: PublishReceipt) -> PublishReceipt {
        let last = receipt.publish
        guard !last.isConfirmed else { return receipt }
        return send(
            OutboundPublish(
                exchange: last.exchange,
                routingKey: last.routingKey,
                isMandatory: last.isMandatory,
                message: last.message,
                deadline: deadline
            )
        )
    }

    private var deadline: ContinuousClock.Instant? { connection.publishDeadline.map { .now + $0 } }

    private func send(_ publish: OutboundPublish) -> PublishReceipt {
        do {
            try publish.checkLimits()
            connection.mailbox.post(.publish(identity, publish))
        } catch {
            publish.receipt.settle(.failure(error))
        }
        return PublishReceipt(publish: publish)
    }

    /// Sends a message and waits for its confirm.
    public func publish(
        _ message: AMQPMessage,
        to exchange: String,
        routingKey: String,
        mandatory: Bool = true
    ) async throws(AMQPError) {
        try await send(message, to: exchange, routingKey: routingKey, mandatory: mandatory).confirmed()
    }

    // MARK: Consuming

    /// Starts a consumer whose buffer holds at most `prefetch` deliveries, 1 to 65535.
    ///
    /// The arguments are those of the queue's type, such as `x-stream-offset`.
    public func consume(
        _ queue: String,
        prefetch: Int,
        arguments: FieldTable = [:],
        exclusive: Bool = false
    ) async throws(AMQPError) -> AMQPConsumer {
        guard let prefetchCount = UInt16(exactly: prefetch), prefetchCount > 0 else {
            throw AMQPError(.invalidArgument, "a prefetch of \(prefetch) is not between 1 and 65535")
        }
        let start = ConsumerStart(
            queue: queue,
            tag: ConsumerTag.next(),
            prefetchCount: prefetchCount,
            arguments: arguments,
            exclusive: exclusive
        )
        try start.method.checkLimits()
        let buffer = ConsumerBuffer()
        let promise = OneShot<Reply>()
        connection.mailbox.post(.consume(identity, start, buffer, promise))
        do {
            _ = try await promise.value()
        } catch {
            buffer.finish(error)
            throw error
        }
        return AMQPConsumer(channel: self, tag: start.tag, buffer: buffer)
    }

    func cancelConsumer(_ tag: String) async throws(AMQPError) {
        _ = try await call(.cancel(tag: tag))
    }

    /// Closes the channel; unsettled deliveries go back to their queues.
    public func close() async throws(AMQPError) {
        _ = try await call(.channelClose)
    }
}
