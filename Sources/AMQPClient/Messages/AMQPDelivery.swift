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

    /// Whether it can still be settled, as far as is known: else its channel or connection is gone, and the broker hands
    /// the message out again, whatever is done with it here.
    public var canBeSettled: Bool { settlement.epoch.stands }

    /// Tells the broker that the message is dealt with.
    ///
    /// Returns at once. If the connection breaks before the broker has it, the message is delivered again: so whatever
    /// follows from the message must be confirmed before.
    public func acknowledge() {
        settlement.send(.acknowledge)
    }

    /// Hands the message back: to its queue with `requeue`, else to the queue's dead-letter exchange.
    public func reject(requeue: Bool) {
        settlement.send(.reject(requeue: requeue))
    }
}

/// Where a delivery is settled: in that life of its consumer, and nowhere else.
struct Settlement: Sendable {
    let epoch: ConsumerEpoch
    let tag: UInt64

    func send(_ settling: Settling) {
        guard epoch.stands else { return }
        epoch.mailbox?.post(.settle(epoch.channel, deliveryTag: tag, settling))
    }
}
