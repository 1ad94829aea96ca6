/// An exchange as it is declared.
public struct AMQPExchange: Sendable, Hashable {
    /// How an exchange routes.
    public enum Kind: String, Sendable, Hashable {
        case direct, topic, fanout, headers
    }

    public var name: String
    public var kind: Kind
    public var isDurable = true
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
    public var isDurable: Bool
    public var isExclusive: Bool
    public var deletesAutomatically: Bool
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
    public var name: String
    /// Messages ready to be delivered.
    public var messageCount: Int
    public var consumerCount: Int
}

/// A binding of a queue or an exchange to an exchange.
public struct AMQPBinding: Sendable, Hashable {
    /// What receives the messages.
    public enum Destination: Sendable, Hashable {
        case queue(String)
        case exchange(String)
    }

    public var source: String
    public var destination: Destination
    public var routingKey: String

    /// Makes a binding.
    public init(from source: String, to destination: Destination, key routingKey: String) {
        self.source = source
        self.destination = destination
        self.routingKey = routingKey
    }
}
