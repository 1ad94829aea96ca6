import AMQPClient
import TestSupport
import Testing

@Suite("Publishes and confirms", .timeLimit(.minutes(3)))
struct PublishTests {
    @Test("Twenty thousand under way at once are all confirmed and all there")
    func pipelined() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let receipts = (0..<20_000).map { _ in channel.send(toQueue: queue) }
            for receipt in receipts { try await receipt.confirmed() }
            #expect(try await channel.readyCount(queue) == 20_000)
        }
    }

    @Test("From many tasks at once")
    func manyTasks() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2_000 { group.addTask { try await channel.publish(toQueue: queue) } }
                try await group.waitForAll()
            }
            #expect(try await channel.readyCount(queue) == 2_000)
        }
    }

    @Test("What no queue takes comes back; each of one window has its own result")
    func returned() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let nowhere = TestBroker.uniqueName("nowhere")
            let receipts = (0..<3_000).map { channel.send(toQueue: $0 % 3 == 1 ? nowhere : queue) }
            for (index, receipt) in receipts.enumerated() {
                #expect(await receipt.result() == (index % 3 == 1 ? .returned : nil))
            }
            let error = await failure { try await receipts[1].confirmed() }
            #expect(error?.replyCode == 312)
            #expect(error?.message.contains(nowhere) == true)
            #expect(receipts[1].failure == error)
            #expect(receipts[0].failure == nil)
        }
    }

    @Test("Not mandatory: nothing comes back")
    func notMandatory() async throws {
        try await withConnection { connection in
            let (channel, _) = try await connection.openQueue()
            let message = AMQPMessage(properties: MessageProperties(), body: [1])
            try await channel.publish(message, to: "", routingKey: TestBroker.uniqueName("nowhere"), mandatory: false)
        }
    }

    @Test("A full queue that rejects: negatively confirmed")
    func negative() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue(["x-max-length": 1, "x-overflow": "reject-publish"])
            try await channel.publish(toQueue: queue)
            #expect(await channel.send(toQueue: queue).result() == .negativelyConfirmed)
            #expect(await channel.send(toQueue: queue).result() == .negativelyConfirmed)
            try await channel.purge(queue)
            try await channel.publish(toQueue: queue)
        }
    }

    @Test("An exchange that is not there closes the channel and fails what is under way")
    func noExchange() async throws {
        try await withConnection { connection in
            let (channel, _) = try await connection.openQueue()
            let message = AMQPMessage(properties: MessageProperties(), body: [])
            let receipts = (0..<20).map { _ in channel.send(message, to: TestBroker.uniqueName("no"), routingKey: "k") }
            for receipt in receipts { #expect(await receipt.result() == .channelClosed) }
        }
    }

    @Test("Without confirms a publish is refused")
    func withoutConfirms() async throws {
        try await withConnection { connection in
            let channel = try await connection.openChannel()
            #expect(await channel.send(toQueue: "q").result() == .invalidArgument)
            try await channel.enableConfirms()
            #expect(await channel.send(toQueue: TestBroker.uniqueName("nowhere")).result() == .returned)
        }
    }

    @Test("After the close everything fails at once, and a second close does no harm")
    func afterClose() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let consumer = try await channel.consume(queue, prefetch: 1)
            await connection.close()
            await connection.close()
            #expect(await connection.ended().code == .connectionClosed)
            #expect(await channel.send(toQueue: queue).result() == .connectionClosed)
            #expect(await failure { try await channel.purge(queue) }?.code == .connectionClosed)
            #expect(await failure { _ = try await connection.openChannel() }?.code == .connectionClosed)
            #expect(await failure { for try await _ in consumer {} }?.code == .connectionClosed)
        }
    }
}
