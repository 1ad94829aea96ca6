/// A method that this side sends; each but the settlements has an answer.
enum OutboundMethod: Sendable {
    case channelOpen
    case channelClose
    case channelCloseOK
    case connectionClose
    case connectionCloseOK
    case declareExchange(AMQPExchange, passive: Bool)
    case deleteExchange(String)
    case declareQueue(AMQPQueue, passive: Bool)
    case deleteQueue(String)
    case purgeQueue(String)
    case bind(AMQPBinding)
    case unbind(AMQPBinding)
    case qos(prefetchCount: UInt16)
    case consume(queue: String, tag: String, arguments: FieldTable, exclusive: Bool)
    case cancel(tag: String)
    case confirmSelect
    case ack(deliveryTag: UInt64, multiple: Bool)
    case reject(deliveryTag: UInt64, requeue: Bool)
}

/// What the broker sends, copied out of the library's memory.
enum InboundFrame: Sendable {
    /// The answer to the oldest unanswered method of the channel.
    case reply(channel: UInt16, Reply)
    case delivery(channel: UInt16, DeliveryStart)
    case returned(channel: UInt16, ReturnStart)
    case header(channel: UInt16, MessageProperties, bodySize: UInt64)
    case body(channel: UInt16, [UInt8])
    case confirm(channel: UInt16, deliveryTag: UInt64, multiple: Bool, positive: Bool)
    case consumerCancelled(channel: UInt16, tag: String)
    case channelClosed(channel: UInt16, replyCode: Int, text: String)
    case connectionClosed(replyCode: Int, text: String)
    case blocked(reason: String)
    case unblocked
    /// A frame that means nothing to a client, such as a heartbeat.
    case ignored
}

/// An answer to a method.
enum Reply: Sendable, Equatable {
    case done
    case channelOpened
    case queue(AMQPQueueState)
    case consumer(tag: String)
    case consumerEnded(tag: String)
    case channelClosed
    case connectionClosed
}

/// The method part of an incoming delivery.
struct DeliveryStart: Sendable {
    var consumerTag: String
    var deliveryTag: UInt64
    var isRedelivered: Bool
    var exchange: String
    var routingKey: String
}

/// The method part of a message that comes back unroutable.
struct ReturnStart: Sendable {
    var replyCode: Int
    var text: String
    var exchange: String
    var routingKey: String
}
