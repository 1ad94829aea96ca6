/// What the protocol's encoding cannot carry, found before a byte is sent.
///
/// librabbitmq notices only while it writes, when a part of the message may have gone out and the connection is
/// beyond repair: one caller's long name would end the work of all others.
/// Source: AMQP 0-9-1, section "Data types": a short string has at most 255 bytes.
enum WireLimits {
    /// Bytes of a short string: names, keys and most properties.
    static let shortString = 255
    /// Bytes of a table; it has to fit into one frame of 131,072 beside what else is in it.
    static let table = 120_000

    /// Fails for a text that is no short string.
    static func check(_ text: String?, _ what: String) throws(AMQPError) {
        guard let text, text.utf8.count > shortString else { return }
        throw AMQPError(
            .invalidArgument,
            "\(what) is \(text.utf8.count) bytes long; AMQP carries at most \(shortString)"
        )
    }

    /// Fails for a table that is too large or has a key that is too long.
    static func check(_ table: FieldTable, _ what: String) throws(AMQPError) {
        let size = try size(table, what)
        guard size > WireLimits.table else { return }
        throw AMQPError(
            .invalidArgument,
            "\(what) are \(size) bytes long; the client sends at most \(WireLimits.table)"
        )
    }

    private static func size(_ table: FieldTable, _ what: String) throws(AMQPError) -> Int {
        var size = 4
        for (key, value) in table {
            try check(key, "a key of \(what)")
            size += 1 + key.utf8.count + (try self.size(value, what))
        }
        return size
    }

    private static func size(_ value: FieldValue, _ what: String) throws(AMQPError) -> Int {
        switch value {
        case .null: return 1
        case .bool: return 2
        case .double(let number):
            guard number.isFinite else {
                // Erlang has no such numbers: RabbitMQ ends the connection with an internal error.
                throw AMQPError(
                    .invalidArgument,
                    "a value of \(what) is \(number); the broker takes finite numbers only"
                )
            }
            return 9
        case .integer, .timestamp: return 9
        case .string(let text): return 5 + text.utf8.count
        case .bytes(let bytes): return 5 + bytes.count
        case .table(let table): return 1 + (try size(table, what))
        case .array(let values):
            var size = 5
            for value in values { size += try self.size(value, what) }
            return size
        }
    }
}

extension OutboundPublish {
    /// Fails for what cannot be sent.
    func checkLimits() throws(AMQPError) {
        try WireLimits.check(exchange, "the exchange's name")
        try WireLimits.check(routingKey, "the routing key")
        let properties = message.properties
        try WireLimits.check(properties.contentType, "the message's content type")
        try WireLimits.check(properties.contentEncoding, "the message's content encoding")
        try WireLimits.check(properties.correlationID, "the message's correlation id")
        try WireLimits.check(properties.expiration, "the message's expiration")
        try WireLimits.check(properties.messageID, "the message's id")
        try WireLimits.check(properties.type, "the message's type")
        try WireLimits.check(properties.applicationID, "the message's application id")
        try WireLimits.check(properties.headers, "the message's headers")
    }
}

extension OutboundMethod {
    /// Fails for what cannot be sent.
    func checkLimits() throws(AMQPError) {
        switch self {
        case .declareExchange(let exchange, _):
            try WireLimits.check(exchange.name, "the exchange's name")
            try WireLimits.check(exchange.arguments, "the exchange's arguments")
        case .declareQueue(let queue, _):
            try WireLimits.check(queue.name, "the queue's name")
            try WireLimits.check(queue.arguments, "the queue's arguments")
        case .deleteExchange(let name):
            try WireLimits.check(name, "the exchange's name")
        case .deleteQueue(let name), .purgeQueue(let name):
            try WireLimits.check(name, "the queue's name")
        case .bind(let binding), .unbind(let binding):
            try WireLimits.check(binding.source, "the exchange's name")
            try WireLimits.check(binding.routingKey, "the binding's key")
            switch binding.destination {
            case .queue(let name), .exchange(let name): try WireLimits.check(name, "the name of the binding's target")
            }
        case .consume(let queue, _, let arguments, _):
            try WireLimits.check(queue, "the queue's name")
            try WireLimits.check(arguments, "the consumer's arguments")
        default:
            break
        }
    }
}
