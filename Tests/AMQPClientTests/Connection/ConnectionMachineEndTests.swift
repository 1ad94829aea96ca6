import Testing

@testable import AMQPClient

@Suite("Ends of a connection", .timeLimit(.minutes(3)))
struct ConnectionMachineEndTests {
    private var machine = ConnectionMachine(mailbox: nil)

    /// Everything that can wait, on two channels.
    private struct Waiting {
        var opening = OneShot<ChannelIdentity>()
        var calls: [OneShot<Reply>] = []
        var receipts: [OneShot<Void>] = []
        var buffers: [ConsumerBuffer] = []

        func expectFailures(_ code: AMQPError.Code, sourceLocation: SourceLocation = #_sourceLocation) async {
            #expect(opening.failureCode == code, sourceLocation: sourceLocation)
            for call in calls { #expect(call.failureCode == code, sourceLocation: sourceLocation) }
            for receipt in receipts { #expect(receipt.failureCode == code, sourceLocation: sourceLocation) }
            for buffer in buffers {
                let error = await #expect(throws: AMQPError.self, sourceLocation: sourceLocation) {
                    try await buffer.next()
                }
                #expect(error?.code == code, sourceLocation: sourceLocation)
            }
        }
    }

    private mutating func makeWaiting() throws -> Waiting {
        var waiting = Waiting()
        for tag in ["a", "b"] {
            let channel = try machine.confirmingChannel()
            waiting.buffers.append(machine.startedConsumer(tag, on: channel))
            for _ in 0..<3 {
                let call = OneShot<Reply>()
                _ = machine.call(channel, .deleteQueue("q"), call)
                waiting.calls.append(call)
                waiting.receipts.append(machine.published("k", on: channel).receipt)
            }
            let (buffer, consume) = (ConsumerBuffer(), OneShot<Reply>())
            _ = machine.consume(channel, .fixture(tag + tag), buffer, consume)
            waiting.buffers.append(buffer)
            waiting.calls.append(consume)
        }
        _ = machine.openChannel(waiting.opening)
        return waiting
    }

    @Test("Closed by the broker: the close is answered and all that waits fails")
    mutating func closedByBroker() async throws {
        let waiting = try makeWaiting()
        let answer = machine.receive(.connectionClosed(replyCode: 320, text: "CONNECTION_FORCED"))
        #expect(answer?.name == "connectionCloseOK")
        #expect(answer?.channel == 0)
        #expect(machine.end?.code == .connectionLost)
        #expect(machine.end?.replyCode == 320)
        await waiting.expectFailures(.connectionLost)
    }

    @Test("A channel closed by the broker: who uses it later learns why; a new one of its number works")
    mutating func closedChannel() throws {
        let old = try machine.confirmingChannel()
        _ = machine.receive(.channelClosed(channel: old.number, replyCode: 403, text: "ACCESS_REFUSED"))
        let new = try machine.confirmingChannel()
        #expect(new.number == old.number)
        let call = OneShot<Reply>()
        _ = machine.call(old, .deleteQueue("q"), call)
        guard case .failure(let error)? = call.current else {
            Issue.record("the call was sent")
            return
        }
        #expect(error == AMQPError(.channelClosed, "ACCESS_REFUSED", replyCode: 403))
        #expect(machine.published("k", on: old).receipt.failureCode == .channelClosed)
        #expect(machine.published("k", on: new).isSent)
    }

    @Test("Broken: all that waits fails, and the first reason stays")
    mutating func broken() async throws {
        let waiting = try makeWaiting()
        machine.fail(AMQPError(.connectionLost, "first"))
        machine.fail(AMQPError(.connectionClosed, "second"))
        #expect(machine.end?.message == "first")
        await waiting.expectFailures(.connectionLost)
    }

    @Test("Closed by this side: ends with the broker's answer")
    mutating func closedByThisSide() async throws {
        let waiting = try makeWaiting()
        let (first, second) = (OneShot<Reply>(), OneShot<Reply>())
        #expect(machine.close(first)?.name == "connectionClose")
        #expect(machine.close(second) == nil)
        #expect(machine.end == nil)
        #expect(first.isOpen)
        _ = machine.receive(.reply(channel: 0, .connectionClosed))
        #expect(machine.end?.code == .connectionClosed)
        #expect(!first.isOpen && !second.isOpen)
        await waiting.expectFailures(.connectionClosed)
    }

    @Test("Broken while it closes: who waits for the close need not know")
    mutating func brokenWhileClosing() throws {
        let promise = OneShot<Reply>()
        _ = machine.close(promise)
        machine.fail(AMQPError(.connectionLost, "gone"))
        #expect(try promise.current?.get() == .connectionClosed)
    }

    @Test("A confirm of what was never published ends the connection", arguments: [2, .max] as [UInt64])
    mutating func unknownConfirm(tag: UInt64) throws {
        let channel = try machine.confirmingChannel()
        let receipt = machine.published("k", on: channel).receipt
        _ = machine.receive(.confirm(channel: 99, deliveryTag: tag, multiple: false, positive: true))
        #expect(machine.end == nil)
        _ = machine.receive(.confirm(channel: channel.number, deliveryTag: tag, multiple: true, positive: true))
        #expect(machine.end?.code == .protocolViolation)
        #expect(receipt.failureCode == .protocolViolation)
    }
}
