import DequeModule
import Synchronization
import Testing

@testable import AMQPClient

@Suite("Connections that come back", .timeLimit(.minutes(3)))
struct ConnectionMachineRecoveryTests {
    /// Time that a test moves.
    private final class Clock: Sendable {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now

        var now: ContinuousClock.Instant { start + offset.withLock { $0 } }

        func advance(_ duration: Duration) { offset.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private var machine: ConnectionMachine
    private let lost = AMQPError(.connectionLost, "gone")

    init() {
        var recovery = AMQPRecovery()
        recovery.initialDelay = .seconds(1)
        recovery.maximumDelay = .seconds(4)
        recovery.patience = .seconds(60)
        machine = ConnectionMachine(mailbox: nil, recovery: recovery, now: { [clock] in clock.now }, draw: { 1 })
    }

    /// A channel with confirms on which the broker has confirmed a message.
    private mutating func workingChannel() throws -> ChannelIdentity {
        let channel = try machine.confirmingChannel()
        _ = machine.published("first", on: channel)
        _ = machine.receive(.confirm(channel: channel.number, deliveryTag: 1, multiple: false, positive: true))
        return channel
    }

    /// The names of the methods that are to be sent, each with its channel, and takes them out.
    private mutating func sent() -> [String] {
        defer { machine.outbox.removeAll() }
        return machine.outbox.map { "\($0.channel) \($0.name)" }
    }

    /// The keys of the publishes that may go out now, and takes them out.
    private mutating func released() -> [String] {
        defer { machine.released = [] }
        return machine.released.compactMap { if case .publish(_, let publish) = $0 { publish.routingKey } else { nil } }
    }

    private mutating func deliver(_ tag: String, _ number: UInt64, on channel: UInt16, offset: Int64? = nil) {
        _ = machine.receive(.delivery(channel: channel, .fixture(tag, number)))
        var properties = MessageProperties()
        if let offset { properties.headers["x-stream-offset"] = .integer(offset) }
        _ = machine.receive(.header(channel: channel, properties, bodySize: 1))
        _ = machine.receive(.body(channel: channel, [UInt8(truncatingIfNeeded: number)]))
    }

    @Test("Channels, confirms and consumers come back; what was not confirmed goes out again, in order")
    mutating func restored() throws {
        let publishing = try machine.confirmingChannel()
        let consuming = try machine.openedChannel()
        let buffer = machine.startedConsumer("t", on: consuming)
        let receipts = ["a", "b", "c"].map { machine.published($0, on: publishing).receipt }
        _ = machine.receive(.confirm(channel: publishing.number, deliveryTag: 2, multiple: false, positive: true))
        machine.lose(lost)
        #expect(machine.end == nil)
        #expect(machine.lost == lost)
        #expect(receipts.map(\.isOpen) == [true, false, true])
        machine.restore()
        #expect(sent() == ["1 channelOpen", "1 confirmSelect", "2 channelOpen", "2 qos", "2 consume"])
        #expect(released() == ["a", "c"])
        // The answers of the new channels settle what is asked on them, and nothing of before.
        for reply in [.channelOpened, .done] as [Reply] { _ = machine.receive(.reply(channel: 1, reply)) }
        for reply in [.channelOpened, .done, .consumer(tag: "t")] as [Reply] {
            _ = machine.receive(.reply(channel: 2, reply))
        }
        let again = machine.published("a", on: publishing)
        #expect(again.isSent)
        _ = machine.receive(.confirm(channel: 1, deliveryTag: 1, multiple: false, positive: true))
        #expect(try again.receipt.current?.get() != nil)
        _ = buffer
    }

    @Test("A delivery of before cannot be settled after, one of after can")
    mutating func settlement() async throws {
        let channel = try machine.openedChannel()
        let buffer = machine.startedConsumer("t", on: channel)
        deliver("t", 1, on: channel.number)
        deliver("t", 2, on: channel.number)
        let old = try #require(try await buffer.next())
        #expect(old.canBeSettled)
        machine.lose(lost)
        #expect(!old.canBeSettled)
        machine.restore()
        // The second was buffered and comes again; its first copy is dropped.
        deliver("t", 7, on: channel.number)
        let new = try #require(try await buffer.next())
        #expect(new.body == [7])
        #expect(new.canBeSettled)
        #expect(machine.acknowledged(1, on: old.settlement.epoch.channel).isEmpty)
        #expect(machine.acknowledged(1, on: new.settlement.epoch.channel) == ["ack"])
        #expect(machine.settle(old.settlement.epoch.channel, 2, .reject(requeue: true)) == nil)
        #expect(machine.settle(new.settlement.epoch.channel, 2, .reject(requeue: true)) != nil)
    }

    @Test("Calls under way fail; what opens, enables, starts or ends goes on")
    mutating func underWay() throws {
        let channel = try machine.openedChannel()
        let (call, confirm, start) = (OneShot<Reply>(), OneShot<Reply>(), OneShot<Reply>())
        let (opening, ending) = (OneShot<ChannelIdentity>(), OneShot<Reply>())
        let cancelled = machine.startedConsumer("old", on: channel)
        _ = machine.call(channel, .purgeQueue("q"), call)
        _ = machine.call(channel, .confirmSelect, confirm)
        _ = machine.consume(channel, .fixture("new"), ConsumerBuffer(), start)
        _ = machine.call(channel, .cancel(tag: "old"), ending)
        _ = machine.openChannel(opening)
        machine.lose(lost)
        #expect(call.failureCode == .connectionLost)
        #expect(try ending.current?.get() == .consumerEnded(tag: "old"))
        #expect(confirm.isOpen && start.isOpen && opening.isOpen)
        machine.restore()
        #expect(sent() == ["1 channelOpen", "1 confirmSelect", "1 qos", "1 consume", "2 channelOpen"])
        let replies = [.channelOpened, .done, .done, .consumer(tag: "new")] as [Reply]
        for reply in replies { _ = machine.receive(.reply(channel: 1, reply)) }
        _ = machine.receive(.reply(channel: 2, .channelOpened))
        #expect(!confirm.isOpen && !start.isOpen && !opening.isOpen)
        _ = cancelled
    }

    @Test("A stream is read on behind what was delivered, and its buffer is kept")
    mutating func stream() async throws {
        let channel = try machine.openedChannel()
        var start = ConsumerStart.fixture("t")
        start.arguments = ["x-stream-offset": "first"]
        let buffer = ConsumerBuffer()
        _ = machine.consume(channel, start, buffer, OneShot<Reply>())
        deliver("t", 1, on: channel.number, offset: 40)
        deliver("t", 2, on: channel.number, offset: 41)
        machine.lose(lost)
        machine.restore()
        guard case .consume(_, _, let arguments, _) = machine.outbox.last?.method else {
            Issue.record("no consumer was started")
            return
        }
        #expect(arguments["x-stream-offset"] == .integer(42))
        #expect(try await buffer.next()?.body == [1])
        #expect(try await buffer.next()?.body == [2])
    }

    @Test("A queue of the broker's naming comes back under another name, and the program need not know")
    mutating func transientQueue() throws {
        let channel = try machine.openedChannel()
        let declared = OneShot<Reply>()
        _ = machine.call(channel, .declareQueue(.temporary, passive: false), declared)
        func state(_ name: String) -> Reply { .queue(AMQPQueueState(name: name, messageCount: 0, consumerCount: 0)) }
        _ = machine.receive(.reply(channel: channel.number, state("amq.gen-1")))
        let binding = AMQPBinding(from: "x", to: .queue("amq.gen-1"), key: "k")
        _ = machine.call(channel, .bind(binding), OneShot<Reply>())
        _ = machine.receive(.reply(channel: channel.number, .done))
        var start = ConsumerStart.fixture("t")
        start.queue = "amq.gen-1"
        _ = machine.consume(channel, start, ConsumerBuffer(), OneShot<Reply>())
        machine.lose(lost)
        machine.restore()
        #expect(sent() == ["1 channelOpen", "1 declareQueue"])
        for reply in [.channelOpened, state("amq.gen-2")] as [Reply] { _ = machine.receive(.reply(channel: 1, reply)) }
        let methods = machine.outbox.map(\.method)
        #expect(sent() == ["1 bind", "1 qos", "1 consume"])
        guard case .bind(let again) = methods[0], case .consume(let queue, _, _, _) = methods[2] else {
            Issue.record("other methods: \(methods)")
            return
        }
        #expect(again == AMQPBinding(from: "x", to: .queue("amq.gen-2"), key: "k"))
        #expect(queue == "amq.gen-2")
        let purge = machine.call(channel, .purgeQueue("amq.gen-1"), OneShot<Reply>())
        guard case .purgeQueue("amq.gen-2") = purge?.method else {
            Issue.record("\(String(describing: purge))")
            return
        }
    }

    @Test("A channel that the broker closes is opened again with its publishes, as long as patience lasts")
    mutating func closedChannel() throws {
        let channel = try workingChannel()
        let receipt = machine.published("a", on: channel).receipt
        let closed = InboundFrame.channelClosed(channel: 1, replyCode: 403, text: "ACCESS_REFUSED")
        let answer = machine.receive(closed)
        #expect(answer?.name == "channelCloseOK")
        #expect(machine.needsTick)
        #expect(machine.nextDeadline == clock.now + .seconds(1))
        let later = machine.published("b", on: channel)
        #expect(!later.isSent)
        machine.tick()
        #expect(sent() == [])
        clock.advance(.seconds(1))
        machine.tick()
        #expect(sent() == ["1 channelOpen", "1 confirmSelect"])
        #expect(released() == ["a", "b"])
        #expect(!machine.needsTick)
        _ = machine.published("a", on: channel)
        _ = machine.receive(closed)
        #expect(machine.nextDeadline == clock.now + .seconds(2))
        clock.advance(.seconds(61))
        machine.tick()
        _ = machine.published("c", on: channel)
        _ = machine.receive(closed)
        let late = machine.published("d", on: channel).receipt
        #expect(late.failureCode == .channelClosed)
        _ = receipt
    }

    @Test("A channel that is refused before it has ever worked ends at once")
    mutating func neverWorked() throws {
        let channel = try machine.confirmingChannel()
        let receipt = machine.published("a", on: channel).receipt
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 403, text: "ACCESS_REFUSED"))
        #expect(receipt.failureCode == .channelClosed)
    }

    @Test("After a refusal publishes go out one at a time until one is confirmed")
    mutating func oneAtATime() throws {
        let channel = try workingChannel()
        for key in ["a", "b", "c"] { _ = machine.published(key, on: channel) }
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 403, text: "ACCESS_REFUSED"))
        clock.advance(.seconds(1))
        machine.tick()
        let commands = machine.released
        #expect(released() == ["a", "b", "c"])
        let sent = commands.map { command in
            if case .publish(let identity, let publish) = command { machine.publish(identity, publish) } else { false }
        }
        #expect(sent == [true, false, false])
        #expect(released() == [])
        _ = machine.receive(.confirm(channel: 1, deliveryTag: 1, multiple: false, positive: true))
        #expect(released() == ["b", "c"])
    }

    @Test("One caller's wrong call closes the channel for no one else")
    mutating func wrongCall() throws {
        let channel = try workingChannel()
        let receipt = machine.published("a", on: channel).receipt
        let wrong = OneShot<Reply>()
        _ = machine.call(channel, .declareQueue(AMQPQueue("q"), passive: true), wrong)
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 404, text: "NOT_FOUND"))
        #expect(wrong.failureCode == .channelClosed)
        #expect(receipt.isOpen)
        machine.tick()
        #expect(sent() == ["1 channelOpen", "1 confirmSelect"])
        #expect(released() == ["a"])
    }

    @Test("A consumer of a queue that never was fails at once; one whose queue is deleted waits for it")
    mutating func deletedQueue() async throws {
        let channel = try machine.openedChannel()
        let (buffer, promise) = (ConsumerBuffer(), OneShot<Reply>())
        _ = machine.consume(channel, .fixture("t"), buffer, promise)
        _ = machine.receive(.reply(channel: 1, .done))
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 404, text: "NOT_FOUND"))
        #expect(promise.failureCode == .channelClosed)
        await #expect(throws: AMQPError.self) { try await buffer.next() }

        let other = try machine.openedChannel()
        let waiting = machine.startedConsumer("u", on: other)
        deliver("u", 1, on: other.number)
        deliver("u", 2, on: other.number)
        let held = try #require(try await waiting.next())
        _ = machine.receive(.consumerCancelled(channel: other.number, tag: "u"))
        clock.advance(.seconds(1))
        machine.tick()
        #expect(sent() == ["1 qos", "1 consume"])
        _ = machine.receive(.reply(channel: 1, .done))
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 404, text: "NOT_FOUND"))
        // What was delivered is in no queue any more: whoever has it goes on with it.
        #expect(held.canBeSettled)
        #expect(try await waiting.next()?.body == [2])
        clock.advance(.seconds(2))
        machine.tick()
        #expect(sent() == ["1 channelOpen", "1 qos", "1 consume"])
        deliver("u", 1, on: other.number)
        #expect(try await waiting.next()?.body == [1])
    }

    @Test("Closing while the connection is gone ends it")
    mutating func closing() throws {
        let closed = OneShot<Reply>()
        let channel = try machine.confirmingChannel()
        let receipt = machine.published("a", on: channel).receipt
        _ = machine.close(closed)
        machine.lose(lost)
        #expect(machine.end?.code == .connectionClosed)
        #expect(receipt.failureCode == .connectionClosed)
        #expect(try closed.current?.get() == .connectionClosed)
    }

    @Test("The deadline of a publish runs on while the connection is gone")
    mutating func expiry() throws {
        let channel = try machine.confirmingChannel()
        let publish = OutboundPublish.fixture("a", deadline: clock.now + .seconds(5))
        let isSent = machine.publish(channel, publish)
        #expect(isSent)
        machine.lose(lost)
        machine.expirePublishes(clock.now + .seconds(4))
        #expect(publish.receipt.isOpen)
        machine.expirePublishes(clock.now + .seconds(5))
        #expect(publish.receipt.failureCode == .timedOut)
        machine.restore()
        #expect(released() == [])
    }
}
