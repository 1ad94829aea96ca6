import AMQPClient
import TestSupport
import Testing

@Suite("Tables through the broker", .timeLimit(.minutes(20)))
struct TableFuzzTests {
    @Test("Headers of every kind of value come back as they were sent")
    func roundTrip() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let consumer = try await channel.consume(queue, prefetch: 50)
            var iterator = consumer.makeAsyncIterator()
            try await Fuzz("headers", cases: 100).run { random in
                Self.properties(&random)
            } text: {
                "\($0)"
            } check: { properties in
                let receipt = channel.send(AMQPMessage(properties: properties, body: [1]), to: "", routingKey: queue)
                try await receipt.confirmed()
                guard let delivery = try await iterator.next() else { throw TestSupportError("nothing came back") }
                delivery.acknowledge()
                try Fuzz.require(delivery.properties == properties, "came back: \(delivery.properties)")
            }
        }
    }

    private static func properties(_ random: inout SeededGenerator) -> MessageProperties {
        func text() -> String? {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: ""
            case 1: String(repeating: "電", count: .random(in: 1...85, using: &random))
            case 2: String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
            default: nil
            }
        }
        var properties = MessageProperties()
        properties.contentType = text()
        properties.contentEncoding = text()
        properties.correlationID = text()
        properties.messageID = text()
        properties.type = text()
        properties.applicationID = text()
        properties.isPersistent = Bool.random(using: &random)
        properties.timestamp = Bool.random(using: &random) ? .random(in: 0...UInt64(Int64.max), using: &random) : nil
        properties.headers = RandomTable(&random).value
        return properties
    }
}
