import AMQPClient
import TestSupport
import Testing

@Suite("There and back", .timeLimit(.minutes(2)))
struct RoundTripTests {
    private func roundTrip(_ messages: [AMQPMessage]) async throws -> [AMQPDelivery] {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let receipts = messages.map { channel.send($0, to: "", routingKey: queue) }
            for receipt in receipts { try await receipt.confirmed() }
            let consumer = try await channel.consume(queue, prefetch: messages.count)
            var deliveries: [AMQPDelivery] = []
            for try await delivery in consumer {
                delivery.acknowledge()
                deliveries.append(delivery)
                if deliveries.count == messages.count { break }
            }
            return deliveries
        }
    }

    static let table: FieldTable = [
        "text": "Grüße", "empty": "", "long": .string(String(repeating: "x", count: 40_000)),
        "integers": .array([.integer(.min), -1, 0, 1, .integer(.max)]), "yes": true, "no": false,
        "double": .double(-1.5e300), "bytes": .bytes([0, 255, 10]), "no bytes": .bytes([]),
        "time": .timestamp(1_900_000_000), "late": .timestamp(UInt64(Int64.max)), "null": .null,
        "nothing": .array([]), "table": .table([:]),
        "deep": .table(["array": .array([.table(["null": .null, "d": .double(0.1)]), .array([1, "a"])])]),
        "": "a key may be empty", "ключ": "and in any script",
    ]

    @Test("Properties and headers of every kind")
    func properties() async throws {
        var properties = MessageProperties()
        properties.contentType = "application/json"
        properties.contentEncoding = "identity"
        properties.headers = Self.table
        properties.isPersistent = true
        properties.correlationID = "c"
        properties.expiration = "600000"
        properties.messageID = "mañana"
        properties.timestamp = 1_800_000_000
        properties.type = "t"
        properties.applicationID = String(repeating: "a", count: 255)
        let messages = [properties, MessageProperties()].map { AMQPMessage(properties: $0, body: [1]) }
        let deliveries = try await roundTrip(messages)
        #expect(deliveries.map(\.properties) == [properties, MessageProperties()])
        #expect(deliveries.allSatisfy { !$0.isRedelivered && $0.exchange == "" && $0.routingKey.hasPrefix("client.") })
    }

    @Test("Headers as large as allowed, and no larger")
    func largeHeaders() async throws {
        var properties = MessageProperties()
        properties.headers = ["h": .bytes(Array(repeating: 7, count: 119_000))]
        #expect(try await roundTrip([AMQPMessage(properties: properties, body: [])])[0].properties == properties)
        properties.headers = ["h": .bytes(Array(repeating: 7, count: 120_000))]
        let error = await failure { _ = try await roundTrip([AMQPMessage(properties: properties, body: [])]) }
        #expect(error?.code == .invalidArgument)
    }

    @Test("Numbers that are none: refused, since the broker would end the connection over them")
    func notFinite() async throws {
        for number in [Double.infinity, -.infinity, .nan] {
            var properties = MessageProperties()
            properties.headers = ["n": .array([.double(number)])]
            let error = await failure { _ = try await roundTrip([AMQPMessage(properties: properties, body: [])]) }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("Tables nested ten deep")
    func nested() async throws {
        var value = FieldValue.string("bottom")
        for level in 0..<10 { value = level % 2 == 0 ? .table(["in": value]) : .array([value]) }
        var properties = MessageProperties()
        properties.headers = ["deep": value]
        #expect(try await roundTrip([AMQPMessage(properties: properties, body: [])])[0].properties == properties)
    }

    @Test("Bodies of no byte, of whole frames, one more and one less, and of a mebibyte")
    func bodies() async throws {
        // What is left of a frame of 131,072 beside its head and end.
        let frame = 131_072 - 8
        let sizes = [0, 1, frame - 1, frame, frame + 1, 2 * frame, 3 * frame, 3 * frame + 1, 1 << 20, 0]
        let messages = sizes.map { size in
            AMQPMessage(
                properties: MessageProperties(),
                body: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            )
        }
        let deliveries = try await roundTrip(messages)
        #expect(deliveries.map(\.body.count) == sizes)
        for (delivery, message) in zip(deliveries, messages) { #expect(delivery.body == message.body) }
    }
}
