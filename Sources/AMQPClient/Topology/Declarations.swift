/// An exchange as it is declared.
public struct AMQPExchange: Sendable, Hashable {
    /// How an exchange routes.
    public enum Kind: String, Sendable, Hashable {
        case direct, topic, fanout, headers
    }

    /// Its name, unique within the virtual host.
    public var name: String
    /// How it routes.
    public var kind: Kind
    /// Whether it outlives a restart of the broker.
    public var isDurable = true
    /// Whether it goes away with its last binding.
    public var deletesAutomatically = false
    /// Such as `alternate-exchange`.
    public var arguments: FieldTable

    /// Makes a durable exchange.
    public init(_ name: String, _ kind: Kind, arguments: FieldTable = [:]) {
        self.name = name
        self.kind = kind
        self.arguments = arguments
    }
}

/// A queue as it is declared.
public struct AMQPQueue: Sendable, Hashable {
    /// Empty to let the broker choose one.
    public var name: String
    /// Whether it outlives a restart of the broker.
    public var isDurable: Bool
    /// Whether only its connection may use it.
    public var isExclusive: Bool
    /// Whether it goes away with its last consumer.
    public var deletesAutomatically: Bool
    /// Such as `x-queue-type`.
    public var arguments: FieldTable

    /// Makes a durable queue that outlives its connection.
    public init(_ name: String, arguments: FieldTable = [:]) {
        self.name = name
        self.arguments = arguments
        isDurable = true
        isExclusive = false
        deletesAutomatically = false
    }

    /// A queue with a name of the broker's choice that lives as long as the connection.
    public static var temporary: AMQPQueue {
        var queue = AMQPQueue("")
        queue.isDurable = false
        queue.isExclusive = true
        queue.deletesAutomatically = true
        return queue
    }
}

/// What the broker says of a queue that was declared or verified.
public struct AMQPQueueState: Sendable, Hashable {
    /// Its name; the broker's choice when none was given.
    public var name: String
    /// Messages ready to be delivered.
    public var messageCount: Int
    /// Consumers of all connections.
    public var consumerCount: Int
}

/// A binding of a queue or an exchange to an exchange.
public struct AMQPBinding: Sendable, Hashable {
    /// What receives the messages.
    public enum Destination: Sendable, Hashable {
        case queue(String)
        case exchange(String)
    }

    /// The exchange that messages come from.
    public var source: String
    /// What receives them.
    public var destination: Destination
    /// Which of them; how it is read depends on the exchange's kind.
    public var routingKey: String

    /// Makes a binding.
    public init(from source: String, to destination: Destination, key routingKey: String) {
        self.source = source
        self.destination = destination
        self.routingKey = routingKey
    }
}
