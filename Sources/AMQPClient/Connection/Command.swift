internal import Synchronization

/// What a task asks of a connection's thread.
///
/// Those that come by the thousand are small; the rare large ones lie apart.
enum Command: Sendable {
    case openChannel(OneShot<ChannelIdentity>)
    indirect case call(ChannelIdentity, OutboundMethod, OneShot<Reply>)
    case publish(ChannelIdentity, OutboundPublish)
    indirect case consume(ChannelIdentity, ConsumerStart, ConsumerBuffer, OneShot<Reply>)
    case settle(ChannelIdentity, deliveryTag: UInt64, Settling)
    case close(OneShot<Reply>)
    /// No one holds the connection any more.
    case abandon

    /// About how many bytes it puts on the wire.
    var size: Int {
        switch self {
        case .publish(_, let publish): 512 + publish.message.body.count
        case .settle: 32
        default: 512
        }
    }

    /// Whether it is none of those that come with each message.
    var isRare: Bool {
        switch self {
        case .publish, .settle: false
        case .openChannel, .call, .consume, .close, .abandon: true
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

extension Command {
    /// Fails a publish whose deadline has passed, and says so.
    func expires(at now: ContinuousClock.Instant) -> Bool {
        guard case .publish(_, let publish) = self, publish.hasExpired(at: now) else { return false }
        publish.expire()
        return true
    }
}

/// How a delivery is settled.
enum Settling: Sendable {
    case acknowledge
    case reject(requeue: Bool)
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

/// A message that is on its way until the broker has confirmed it; then, and if it fails, its receipt says so.
///
/// An object, since it is handed from task to thread, kept until its confirm and sent again on the next connection.
final class OutboundPublish: Sendable {
    let exchange: String
    let routingKey: String
    let isMandatory: Bool
    /// Nil once the broker has confirmed it: a receipt may be kept for long, such as during an exchange.
    private let held: Mutex<AMQPMessage?>
    /// When whoever waits for the receipt waits no longer.
    let deadline: ContinuousClock.Instant?
    let receipt: OneShot<Void>

    init(
        exchange: String,
        routingKey: String,
        isMandatory: Bool,
        message: AMQPMessage,
        deadline: ContinuousClock.Instant? = nil,
        receipt: OneShot<Void> = OneShot<Void>()
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.isMandatory = isMandatory
        held = Mutex(message)
        self.deadline = deadline
        self.receipt = receipt
    }

    /// The message; an empty one when it has been confirmed, which is never sent.
    var message: AMQPMessage {
        held.withLock { $0 } ?? AMQPMessage(properties: MessageProperties(), body: [])
    }

    /// Whether the broker has said that it has the message.
    var isConfirmed: Bool { held.withLock { $0 == nil } }

    /// Lets go of the message, since the broker has it.
    func forget() {
        held.withLock { $0 = nil }
    }

    /// Whether the time of whoever waits is over.
    func hasExpired(at now: ContinuousClock.Instant) -> Bool { deadline.map { $0 <= now } ?? false }

    /// Tells whoever waits that the time is over.
    func expire() {
        receipt.settle(
            .failure(
                AMQPError(.timedOut, "the broker has not confirmed a message in time; it may have it all the same")
            )
        )
    }
}
