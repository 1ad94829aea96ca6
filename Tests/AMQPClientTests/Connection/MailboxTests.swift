import Testing

@testable import AMQPClient

@Suite("The way to a connection's thread", .timeLimit(.minutes(3)))
struct MailboxTests {
    private let mailbox = Mailbox()
    private let channel = ChannelIdentity(number: 1, generation: 1)

    @Test("Commands come out in order, once")
    func order() {
        for tag in 1...3 as ClosedRange<UInt64> {
            mailbox.post(.settle(channel, deliveryTag: tag, .acknowledge))
        }
        let tags = mailbox.takeAll().map { command -> UInt64 in
            if case .settle(_, let tag, _) = command { tag } else { 0 }
        }
        #expect(tags == [1, 2, 3])
        #expect(mailbox.takeAll().isEmpty)
    }

    @Test("The thread does not sleep over a command")
    func sleep() {
        #expect(mailbox.prepareToSleep())
        mailbox.post(.abandon)
        mailbox.awaken()
        #expect(!mailbox.prepareToSleep())
        _ = mailbox.takeAll()
        #expect(mailbox.prepareToSleep())
    }

    @Test("After the end every command fails at once, whether it waited or comes later")
    func failure() async throws {
        let error = AMQPError(.connectionLost, "gone")
        let (opened, called, consumed) = (OneShot<ChannelIdentity>(), OneShot<Reply>(), OneShot<Reply>())
        let (receipt, closed, buffer) = (OneShot<Void>(), OneShot<Reply>(), ConsumerBuffer())
        let start = ConsumerStart(queue: "q", tag: "t", prefetchCount: 1, arguments: [:], exclusive: false)
        let publish = OutboundPublish(
            exchange: "",
            routingKey: "q",
            isMandatory: true,
            message: AMQPMessage(properties: MessageProperties(), body: []),
            receipt: receipt
        )
        mailbox.post(.openChannel(opened))
        mailbox.post(.call(channel, .confirmSelect, called))
        mailbox.post(.consume(channel, start, buffer, consumed))
        mailbox.fail(error)
        mailbox.fail(AMQPError(.connectionClosed, "too late"))
        mailbox.post(.publish(channel, publish))
        mailbox.post(.close(closed))
        mailbox.post(.settle(channel, deliveryTag: 1, .acknowledge))
        mailbox.post(.abandon)
        await #expect(throws: error) { try await opened.value() }
        await #expect(throws: error) { try await called.value() }
        await #expect(throws: error) { try await consumed.value() }
        await #expect(throws: error) { try await buffer.next() }
        await #expect(throws: error) { try await receipt.value() }
        #expect(try await closed.value() == .connectionClosed)
        #expect(mailbox.takeAll().isEmpty)
    }
}
