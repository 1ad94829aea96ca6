/// A message that the broker has handed to a consumer and that waits to be settled.
public struct AMQPDelivery: Sendable {
    /// The content.
    public var body: [UInt8]
    /// What came with it.
    public var properties: MessageProperties
    /// The exchange that it was published to, by the producer or by the broker.
    public var exchange: String
    /// The key that it was published with.
    public var routingKey: String
    /// Whether the broker has handed the message out before, to anyone.
    public var isRedelivered: Bool
    let settlement: Settlement

    /// Whether its connection still stands, as far as is known: else the broker hands the message out again, whatever
    /// is done with it here.
    public var canBeSettled: Bool { settlement.mailbox?.failure == nil }

    /// Tells the broker that the message is dealt with.
    ///
    /// Returns at once. If the connection breaks before the broker has it, the message is delivered again: so whatever
    /// follows from the message must be confirmed before.
    public func acknowledge() {
        settlement.send { .ack(deliveryTag: $0, multiple: false) }
    }

    /// Hands the message back: to its queue with `requeue`, else to the queue's dead-letter exchange.
    public func reject(requeue: Bool) {
        settlement.send { .reject(deliveryTag: $0, requeue: requeue) }
    }
}

/// Where a delivery is settled: its channel of that generation, and nowhere else.
struct Settlement: Sendable {
    let mailbox: Mailbox?
    let channel: ChannelIdentity
    let tag: UInt64

    func send(_ method: (UInt64) -> OutboundMethod) {
        mailbox?.post(.settle(channel, method(tag)))
    }
}
