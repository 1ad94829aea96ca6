import Testing

@testable import AMQPClient

extension ConnectionMachine {
    /// Opens a channel as a broker that agrees would have it.
    mutating func openedChannel() throws -> ChannelIdentity {
        let promise = OneShot<ChannelIdentity>()
        let outgoing = try #require(openChannel(promise))
        _ = receive(.reply(channel: outgoing.channel, .channelOpened))
        return try #require(promise.current).get()
    }

    /// Opens a channel with confirms on.
    mutating func confirmingChannel() throws -> ChannelIdentity {
        let identity = try openedChannel()
        let promise = OneShot<Reply>()
        _ = call(identity, .confirmSelect, promise)
        _ = receive(.reply(channel: identity.number, .done))
        return identity
    }

    /// Starts a consumer with that tag and lets the broker agree.
    mutating func startedConsumer(_ tag: String, on identity: ChannelIdentity) -> ConsumerBuffer {
        let buffer = ConsumerBuffer()
        _ = consume(identity, .fixture(tag), buffer, OneShot<Reply>())
        _ = receive(.reply(channel: identity.number, .done))
        _ = receive(.reply(channel: identity.number, .consumer(tag: tag)))
        return buffer
    }

    /// What is sent upon an acknowledgement.
    mutating func acknowledged(_ tag: UInt64, on incarnation: ChannelIdentity) -> [String] {
        _ = settle(incarnation, tag, .acknowledge)
        return takeAcknowledgements().map(\.name)
    }

    /// A publish of one mandatory message; nil when it was not to be sent.
    mutating func published(_ key: String, on identity: ChannelIdentity) -> (receipt: OneShot<Void>, isSent: Bool) {
        let publish = OutboundPublish.fixture(key)
        return (publish.receipt, self.publish(identity, publish))
    }
}

extension OutboundPublish {
    static func fixture(
        _ key: String,
        deadline: ContinuousClock.Instant? = nil,
        receipt: OneShot<Void> = OneShot<Void>()
    ) -> OutboundPublish {
        OutboundPublish(
            exchange: "x",
            routingKey: key,
            isMandatory: true,
            message: AMQPMessage(properties: MessageProperties(), body: []),
            deadline: deadline,
            receipt: receipt
        )
    }
}

extension ConsumerStart {
    static func fixture(_ tag: String) -> ConsumerStart {
        ConsumerStart(queue: "q", tag: tag, prefetchCount: 10, arguments: [:], exclusive: false)
    }
}

extension DeliveryStart {
    static func fixture(_ consumerTag: String, _ deliveryTag: UInt64 = 1) -> DeliveryStart {
        DeliveryStart(
            consumerTag: consumerTag,
            deliveryTag: deliveryTag,
            isRedelivered: true,
            exchange: "x",
            routingKey: "k"
        )
    }
}

extension OneShot {
    /// The code of the failure, if it has failed.
    var failureCode: AMQPError.Code? {
        if case .failure(let error) = current { error.code } else { nil }
    }

    var isOpen: Bool { current == nil }
}

extension ConnectionMachine.Outgoing {
    /// The method's name alone.
    var name: String { String(String(describing: method).prefix { $0.isLetter }) }
}
