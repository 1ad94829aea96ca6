import Testing

@testable import AMQPClient

@Suite("Channels and answers")
struct ConnectionMachineTests {
    private var machine = ConnectionMachine(mailbox: nil)

    @Test("Channels take the lowest free number and a new generation each")
    mutating func numbers() throws {
        let first = try machine.openedChannel()
        let second = try machine.openedChannel()
        #expect(first.number == 1)
        #expect(second.number == 2)
        _ = machine.receive(.channelClosed(channel: 1, replyCode: 404, text: "NOT_FOUND"))
        let third = try machine.openedChannel()
        #expect(third.number == 1)
        #expect(third.generation != first.generation)
    }

    @Test("No more channels than agreed")
    func limit() throws {
        var machine = ConnectionMachine(mailbox: nil, maximumChannels: 2)
        _ = try machine.openedChannel()
        _ = try machine.openedChannel()
        let promise = OneShot<ChannelIdentity>()
        #expect(machine.openChannel(promise) == nil)
        #expect(promise.failureCode == .protocolViolation)
    }

    @Test("Answers go to who waits, first in, first out, each channel for itself")
    mutating func order() throws {
        let (one, two) = (try machine.openedChannel(), try machine.openedChannel())
        let promises = (0..<4).map { _ in OneShot<Reply>() }
        #expect(machine.call(one, .deleteQueue("a"), promises[0])?.name == "deleteQueue")
        _ = machine.call(two, .deleteQueue("b"), promises[1])
        _ = machine.call(one, .declareQueue(AMQPQueue("c"), passive: false), promises[2])
        _ = machine.call(one, .deleteQueue("d"), promises[3])
        _ = machine.receive(.reply(channel: two.number, .done))
        #expect(promises.map(\.isOpen) == [true, false, true, true])
        _ = machine.receive(.reply(channel: one.number, .done))
        let state = AMQPQueueState(name: "c", messageCount: 1, consumerCount: 2)
        _ = machine.receive(.reply(channel: one.number, .queue(state)))
        #expect(promises.map(\.isOpen) == [false, false, false, true])
        #expect(try promises[2].current?.get() == .queue(state))
    }

    @Test("An answer that no one waits for, or of a channel that is not there, does no harm")
    mutating func unaskedAnswers() throws {
        let channel = try machine.openedChannel()
        for number in [0, channel.number, 9] {
            for reply in [.done, .channelOpened, .channelClosed, .consumerEnded(tag: "t"), .consumer(tag: "t")]
                as [Reply]
            {
                #expect(machine.receive(.reply(channel: number, reply)) == nil)
            }
        }
        #expect(machine.end == nil)
        #expect(machine.call(channel, .confirmSelect, OneShot<Reply>()) != nil)
    }

    @Test("A channel that the broker closes fails all that waits on it, and is answered")
    mutating func closedByBroker() async throws {
        let channel = try machine.confirmingChannel()
        let other = try machine.confirmingChannel()
        let buffer = machine.startedConsumer("t", on: channel)
        let calls = [OneShot<Reply>(), OneShot<Reply>()]
        for promise in calls { _ = machine.call(channel, .deleteQueue("q"), promise) }
        let receipt = machine.published("k", on: channel).receipt
        let untouched = machine.published("k", on: other).receipt
        let answer = machine.receive(.channelClosed(channel: channel.number, replyCode: 404, text: "NOT_FOUND - q"))
        #expect(answer?.name == "channelCloseOK")
        #expect(answer?.channel == channel.number)
        let error = AMQPError(.channelClosed, "NOT_FOUND - q", replyCode: 404)
        for promise in calls { #expect(promise.current == .failure(error)) }
        await #expect(throws: error) { try await receipt.value() }
        await #expect(throws: error) { try await buffer.next() }
        #expect(untouched.isOpen)
        #expect(machine.end == nil)
    }

    @Test("Nothing of a closed channel touches the next of its number")
    mutating func staleGeneration() throws {
        let old = try machine.confirmingChannel()
        _ = machine.receive(.channelClosed(channel: old.number, replyCode: 406, text: ""))
        let new = try machine.confirmingChannel()
        #expect(new.number == old.number)
        #expect(machine.acknowledged(1, on: old).isEmpty)
        #expect(machine.acknowledged(1, on: new) == ["ack"])
        let (call, consume, buffer) = (OneShot<Reply>(), OneShot<Reply>(), ConsumerBuffer())
        #expect(machine.call(old, .deleteQueue("q"), call) == nil)
        #expect(machine.consume(old, .fixture("t"), buffer, consume).isEmpty)
        let publish = machine.published("k", on: old)
        #expect(!publish.isSent)
        for code in [call.failureCode, consume.failureCode, publish.receipt.failureCode] {
            #expect(code == .channelClosed)
        }
    }

    @Test("A channel closed by this side fails what was asked after")
    mutating func closedByThisSide() throws {
        let channel = try machine.openedChannel()
        let promises = (0..<3).map { _ in OneShot<Reply>() }
        _ = machine.call(channel, .deleteQueue("q"), promises[0])
        _ = machine.call(channel, .channelClose, promises[1])
        _ = machine.call(channel, .deleteQueue("q"), promises[2])
        _ = machine.receive(.reply(channel: channel.number, .done))
        _ = machine.receive(.reply(channel: channel.number, .channelClosed))
        #expect(try promises[0].current?.get() == .done)
        #expect(try promises[1].current?.get() == .channelClosed)
        #expect(promises[2].failureCode == .channelClosed)
    }

    @Test("When both sides close at once, the late answer does not count as that of the next channel's opening")
    mutating func closedByBoth() throws {
        let old = try machine.openedChannel()
        let closing = OneShot<Reply>()
        _ = machine.call(old, .channelClose, closing)
        _ = machine.receive(.channelClosed(channel: old.number, replyCode: 404, text: ""))
        #expect(closing.failureCode == .channelClosed)
        let opening = OneShot<ChannelIdentity>()
        _ = machine.openChannel(opening)
        _ = machine.receive(.reply(channel: old.number, .channelClosed))
        #expect(opening.isOpen)
        _ = machine.receive(.reply(channel: old.number, .channelOpened))
        let new = try #require(opening.current).get()
        let call = OneShot<Reply>()
        _ = machine.call(new, .deleteQueue("q"), call)
        #expect(call.isOpen)
        _ = machine.receive(.reply(channel: new.number, .done))
        #expect(try call.current?.get() == .done)
    }

    @Test("A publish without confirms is refused; the channel goes on")
    mutating func unconfirmed() throws {
        let channel = try machine.openedChannel()
        let publish = machine.published("k", on: channel)
        #expect(!publish.isSent)
        #expect(publish.receipt.failureCode == .invalidArgument)
        _ = machine.call(channel, .confirmSelect, OneShot<Reply>())
        #expect(machine.published("k", on: channel).isSent)
    }

    @Test("Blocked and unblocked")
    mutating func blocked() {
        #expect(!machine.isBlocked)
        #expect(machine.receive(.blocked(reason: "low on memory")) == nil)
        #expect(machine.isBlocked)
        #expect(machine.receive(.unblocked) == nil)
        #expect(!machine.isBlocked)
    }
}
