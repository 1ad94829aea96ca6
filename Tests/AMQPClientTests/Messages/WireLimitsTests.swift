import Testing

@testable import AMQPClient

@Suite("What AMQP cannot carry")
struct WireLimitsTests {
    private static func publish(
        exchange: String = "x",
        routingKey: String = "k",
        _ change: (inout AMQPMessage) -> Void = { _ in }
    ) -> OutboundPublish {
        var message = AMQPMessage(properties: MessageProperties(), body: [])
        change(&message)
        return OutboundPublish(exchange: exchange, routingKey: routingKey, isMandatory: true, message: message)
    }

    private static let long = String(repeating: "ü", count: 128)

    @Test("Every short text of a message has its limit")
    func names() throws {
        let short = String(Self.long.dropLast())
        try Self.publish(exchange: short, routingKey: short).checkLimits()
        for publish in [Self.publish(exchange: Self.long), Self.publish(routingKey: Self.long)] {
            let error = try #require(throws: AMQPError.self) { try publish.checkLimits() }
            #expect(error.code == .invalidArgument)
            #expect(error.message.contains("256 bytes"))
        }
    }

    @Test("Every short property of a message has its limit")
    func properties() throws {
        let paths: [WritableKeyPath<MessageProperties, String?>] = [
            \.contentType, \.contentEncoding, \.correlationID, \.expiration, \.messageID, \.type, \.applicationID,
        ]
        for path in paths {
            #expect(throws: AMQPError.self) {
                try Self.publish { $0.properties[keyPath: path] = Self.long }.checkLimits()
            }
        }
    }

    @Test("Tables: keys at any depth, and the size as a whole")
    func tables() throws {
        let deep: FieldTable = ["a": .array([.table([Self.long: 1])])]
        #expect(throws: AMQPError.self) { try WireLimits.check(deep, "the headers") }
        #expect(throws: AMQPError.self) { try WireLimits.check(["a": .double(.nan)], "the headers") }
        let large: FieldTable = ["a": .bytes(Array(repeating: 0, count: WireLimits.table - 11))]
        try WireLimits.check(large, "the headers")
        let tooLarge = large.merging(["b": .null]) { $1 }
        #expect(throws: AMQPError.self) { try WireLimits.check(tooLarge, "the headers") }
    }

    @Test("Methods")
    func methods() {
        let methods: [OutboundMethod] = [
            .declareQueue(AMQPQueue(Self.long), passive: false),
            .declareExchange(AMQPExchange(Self.long, .fanout), passive: true),
            .deleteQueue(Self.long), .deleteExchange(Self.long), .purgeQueue(Self.long),
            .bind(AMQPBinding(from: Self.long, to: .queue("q"), key: "k")),
            .unbind(AMQPBinding(from: "x", to: .exchange(Self.long), key: "k")),
            .bind(AMQPBinding(from: "x", to: .queue("q"), key: Self.long)),
            .consume(queue: Self.long, tag: "t", arguments: [:], exclusive: false),
            .consume(queue: "q", tag: "t", arguments: [Self.long: 1], exclusive: false),
            .declareQueue(AMQPQueue("q", arguments: [Self.long: 1]), passive: false),
        ]
        for method in methods {
            #expect(throws: AMQPError.self) { try method.checkLimits() }
        }
    }
}
