import Testing

@testable import AMQPClient

@Suite("Deliveries and returns", .timeLimit(.minutes(3)))
struct ConnectionMachineContentTests {
    private var machine = ConnectionMachine(mailbox: nil)

    private mutating func deliver(
        _ channel: UInt16,
        to tag: String,
        number: UInt64,
        _ parts: [[UInt8]],
        size: Int? = nil
    ) {
        _ = machine.receive(.delivery(channel: channel, .fixture(tag, number)))
        var properties = MessageProperties()
        properties.messageID = "m\(number)"
        let size = UInt64(size ?? parts.map(\.count).reduce(0, +))
        _ = machine.receive(.header(channel: channel, properties, bodySize: size))
        for part in parts { _ = machine.receive(.body(channel: channel, part)) }
    }

    @Test("A body in several frames is one, another channel's frames between do not matter")
    mutating func assembled() async throws {
        let (one, two) = (try machine.openedChannel(), try machine.openedChannel())
        let (first, second) = (machine.startedConsumer("a", on: one), machine.startedConsumer("b", on: two))
        deliver(one.number, to: "a", number: 7, [[1, 2]], size: 5)
        deliver(two.number, to: "b", number: 1, [[9]])
        _ = machine.receive(.body(channel: one.number, [3, 4]))
        deliver(two.number, to: "b", number: 2, [])
        _ = machine.receive(.body(channel: one.number, [5]))
        let delivery = try #require(try await first.next())
        #expect(delivery.body == [1, 2, 3, 4, 5])
        #expect(delivery.properties.messageID == "m7")
        #expect(delivery.exchange == "x")
        #expect(delivery.routingKey == "k")
        #expect(delivery.isRedelivered)
        #expect(delivery.settlement.tag == 7)
        #expect(delivery.settlement.epoch.channel == one)
        #expect(try await second.next()?.body == [9])
        #expect(try await second.next()?.body == [])
    }

    @Test("A message larger than any broker takes ends the connection before it fills the memory")
    mutating func tooLarge() async throws {
        let channel = try machine.openedChannel()
        let buffer = machine.startedConsumer("a", on: channel)
        deliver(channel.number, to: "a", number: 1, [], size: 512 << 20)
        #expect(machine.end == nil)
        deliver(channel.number, to: "a", number: 1, [], size: (512 << 20) + 1)
        #expect(machine.end?.code == .protocolViolation)
        let error = try await #require(throws: AMQPError.self) { try await buffer.next() }
        #expect(error.code == .protocolViolation)
    }

    @Test("Frames that do not belong together do no harm")
    mutating func stray() async throws {
        let channel = try machine.openedChannel()
        let buffer = machine.startedConsumer("a", on: channel)
        _ = machine.receive(.body(channel: channel.number, [1]))
        _ = machine.receive(.header(channel: channel.number, MessageProperties(), bodySize: 0))
        _ = machine.receive(.delivery(channel: channel.number, .fixture("a", 1)))
        _ = machine.receive(.body(channel: channel.number, [1]))
        deliver(channel.number, to: "unknown", number: 2, [[2]])
        deliver(77, to: "a", number: 3, [[3]])
        deliver(channel.number, to: "a", number: 4, [[4, 4, 4]], size: 2)
        _ = machine.receive(.delivery(channel: channel.number, .fixture("a", 5)))
        _ = machine.receive(.header(channel: channel.number, MessageProperties(), bodySize: 512 << 20))
        _ = machine.receive(.body(channel: channel.number, [5]))
        deliver(channel.number, to: "a", number: 6, [[6]])
        #expect(try await buffer.next()?.body == [4, 4, 4])
        #expect(try await buffer.next()?.body == [6])
    }

    @Test("Prefetch and consumer go out together; deliveries before the answer count")
    mutating func consume() async throws {
        let channel = try machine.openedChannel()
        let (buffer, promise) = (ConsumerBuffer(), OneShot<Reply>())
        let outgoing = machine.consume(channel, .fixture("a"), buffer, promise)
        #expect(outgoing.map(\.name) == ["qos", "consume"])
        deliver(channel.number, to: "a", number: 1, [[1]])
        _ = machine.receive(.reply(channel: channel.number, .done))
        #expect(promise.isOpen)
        _ = machine.receive(.reply(channel: channel.number, .consumer(tag: "a")))
        #expect(try promise.current?.get() == .consumer(tag: "a"))
        #expect(try await buffer.next()?.body == [1])
    }

    @Test("A consumer that the broker ends fails and others go on")
    mutating func cancelledByBroker() async throws {
        let channel = try machine.openedChannel()
        let (ended, other) = (machine.startedConsumer("a", on: channel), machine.startedConsumer("b", on: channel))
        #expect(machine.receive(.consumerCancelled(channel: channel.number, tag: "a")) == nil)
        #expect(machine.receive(.consumerCancelled(channel: channel.number, tag: "unknown")) == nil)
        deliver(channel.number, to: "b", number: 1, [[1]])
        let error = try await #require(throws: AMQPError.self) { try await ended.next() }
        #expect(error.code == .consumerCancelled)
        #expect(try await other.next()?.body == [1])
    }

    @Test("A consumer that this side ends, ends behind what came before the answer")
    mutating func cancelledByThisSide() async throws {
        let channel = try machine.openedChannel()
        let buffer = machine.startedConsumer("a", on: channel)
        let promise = OneShot<Reply>()
        _ = machine.call(channel, .cancel(tag: "a"), promise)
        deliver(channel.number, to: "a", number: 1, [[1]])
        _ = machine.receive(.reply(channel: channel.number, .consumerEnded(tag: "a")))
        #expect(!promise.isOpen)
        deliver(channel.number, to: "a", number: 2, [[2]])
        #expect(try await buffer.next()?.body == [1])
        #expect(try await buffer.next() == nil)
    }

    @Test("A return is joined with its later confirm, whether its message has a body or not", arguments: [0, 1, 2])
    mutating func returned(frames: Int) throws {
        let channel = try machine.confirmingChannel()
        let lost = machine.published("nowhere", on: channel).receipt
        let kept = machine.published("there", on: channel).receipt
        let start = ReturnStart(replyCode: 312, text: "NO_ROUTE", exchange: "x", routingKey: "nowhere")
        _ = machine.receive(.returned(channel: channel.number, start))
        _ = machine.receive(.header(channel: channel.number, MessageProperties(), bodySize: UInt64(frames)))
        for _ in 0..<frames { _ = machine.receive(.body(channel: channel.number, [0])) }
        #expect(lost.isOpen)
        _ = machine.receive(.confirm(channel: channel.number, deliveryTag: 2, multiple: true, positive: true))
        guard case .failure(let error) = lost.current else { return #expect(Bool(false), "not failed") }
        #expect(error.code == .returned)
        #expect(error.replyCode == 312)
        #expect(throws: Never.self) { try kept.current?.get() }
    }
}
