/// What a task asks of a connection's thread.
enum Command: Sendable {
    case openChannel(OneShot<ChannelIdentity>)
    case call(ChannelIdentity, OutboundMethod, OneShot<Reply>)
    case publish(ChannelIdentity, OutboundPublish)
    case consume(ChannelIdentity, ConsumerStart, ConsumerBuffer, OneShot<Reply>)
    case settle(ChannelIdentity, OutboundMethod)
    case close(OneShot<Reply>)
    /// No one holds the connection any more.
    case abandon

    /// About how many bytes it puts on the wire.
    var size: Int {
        switch self {
        case .publish(_, let publish): 512 + publish.message.body.count
        default: 512
        }
    }

    /// Whether it ends the connection.
    var closes: Bool {
        switch self {
        case .close, .abandon: true
        default: false
        }
    }
}

/// One opened channel: numbers are used again, generations are not, so nothing of an old channel touches a new one.
struct ChannelIdentity: Sendable, Hashable {
    var number: UInt16
    var generation: UInt64
}

/// How a consumer is started.
struct ConsumerStart: Sendable {
    var queue: String
    var tag: String
    var prefetchCount: UInt16
    var arguments: FieldTable
    var exclusive: Bool

    var method: OutboundMethod { .consume(queue: queue, tag: tag, arguments: arguments, exclusive: exclusive) }
}

/// A message that waits to be sent, and its receipt.
struct OutboundPublish: Sendable {
    var exchange: String
    var routingKey: String
    var isMandatory: Bool
    var message: AMQPMessage
    var receipt: OneShot<Void>
}
