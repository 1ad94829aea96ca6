import AMQPClient
import TestSupport
import Testing

@Suite("Consumers", .timeLimit(.minutes(2)))
struct ConsumeTests {
    /// A queue with that many messages, numbered from 0.
    private func fill(
        _ connection: AMQPConnection,
        _ count: Int,
        _ arguments: FieldTable = [:]
    ) async throws -> (channel: AMQPChannel, queue: String) {
        let (channel, queue) = try await connection.openQueue(arguments)
        let receipts = (0..<count).map { channel.send([UInt8($0)], toQueue: queue) }
        for receipt in receipts { try await receipt.confirmed() }
        return (channel, queue)
    }

    @Test("No more unsettled deliveries than the prefetch; each settlement brings another")
    func prefetch() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 10)
            var iterator = try await channel.consume(queue, prefetch: 3).makeAsyncIterator()
            var held: [AMQPDelivery] = []
            for _ in 0..<3 { held.append(try #require(try await iterator.next())) }
            #expect(try await channel.readyCount(queue) == 7)
            held[1].acknowledge()
            let fourth = try #require(try await iterator.next())
            #expect(fourth.body == [3])
            #expect(try await channel.readyCount(queue) == 6)
        }
    }

    @Test("Consumers started at once keep their own prefetch")
    func prefetchEach() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 100)
            let consumers = try await withThrowingTaskGroup(of: AMQPConsumer.self) { group in
                for _ in 0..<10 { group.addTask { try await channel.consume(queue, prefetch: 2) } }
                for _ in 0..<10 { group.addTask { try await channel.consume(queue, prefetch: 1) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await eventually("thirty are handed out") { try await channel.readyCount(queue) <= 70 }
            #expect(try await channel.readyCount(queue) == 70)
            #expect(consumers.count == 20)
        }
    }

    @Test("Acknowledged, requeued, dead-lettered")
    func settlements() async throws {
        try await withConnection { connection in
            let (_, dead) = try await connection.openQueue()
            let (channel, queue) = try await fill(
                connection,
                3,
                ["x-dead-letter-exchange": "", "x-dead-letter-routing-key": .string(dead)]
            )
            var iterator = try await channel.consume(queue, prefetch: 3).makeAsyncIterator()
            try await iterator.next()?.acknowledge()
            try await iterator.next()?.reject(requeue: false)
            try await iterator.next()?.reject(requeue: true)
            let again = try #require(try await iterator.next())
            #expect(again.body == [2])
            #expect(again.isRedelivered)
            again.acknowledge()
            var deadIterator = try await channel.consume(dead, prefetch: 1).makeAsyncIterator()
            let letter = try #require(try await deadIterator.next())
            #expect(letter.body == [1])
            guard case .array(let deaths) = letter.properties.headers["x-death"], case .table(let death) = deaths.first
            else { return #expect(Bool(false), "no x-death: \(letter.properties.headers)") }
            #expect(death["reason"] == "rejected")
            #expect(death["count"]?.integer == 1)
            #expect(try await channel.readyCount(queue) == 0)
        }
    }

    @Test("A settlement of a closed channel's delivery does nothing to the next channel of that number")
    func stale() async throws {
        try await withConnection { connection in
            let (_, queue) = try await fill(connection, 1)
            let first = try await connection.openChannel()
            var iterator = try await first.consume(queue, prefetch: 1).makeAsyncIterator()
            let stale = try #require(try await iterator.next())
            try await first.close()
            let second = try await connection.openChannel()
            var next = try await second.consume(queue, prefetch: 1).makeAsyncIterator()
            let delivery = try #require(try await next.next())
            #expect(delivery.isRedelivered)
            stale.acknowledge()
            stale.reject(requeue: false)
            // Still unsettled, or this would end the channel: the tag would be unknown.
            delivery.reject(requeue: true)
            let again = try #require(try await next.next())
            again.acknowledge()
            #expect(try await second.readyCount(queue) == 0)
            #expect(await failure { _ = try await iterator.next() }?.code == .channelClosed)
        }
    }

    @Test("A delivery settled after its connection is gone does no harm")
    func settledTooLate() async throws {
        let delivery = try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 1)
            var iterator = try await channel.consume(queue, prefetch: 1).makeAsyncIterator()
            return try await iterator.next()
        }
        try #require(delivery).acknowledge()
    }

    @Test("The queue's end is the consumer's")
    func queueDeleted() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 1)
            var iterator = try await channel.consume(queue, prefetch: 5).makeAsyncIterator()
            _ = try await iterator.next()
            try await (try await connection.openChannel()).deleteQueue(queue)
            #expect(await failure { _ = try await iterator.next() }?.code == .consumerCancelled)
            #expect(await failure { try await channel.declare(.temporary) } == nil)
        }
    }

    @Test("Cancelled, the sequence ends behind what is buffered; what is not read goes back with the channel")
    func cancelled() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 20)
            let consumer = try await channel.consume(queue, prefetch: 8)
            try await eventually("the buffer is full") { try await channel.readyCount(queue) == 12 }
            try await consumer.cancel()
            try await consumer.cancel()
            var bodies: [UInt8] = []
            for try await delivery in consumer {
                bodies += delivery.body
                delivery.acknowledge()
            }
            #expect(bodies == Array(0..<8))
            #expect(try await channel.readyCount(queue) == 12)
            let state = try await channel.declare(AMQPQueue(queue), passive: true)
            #expect(state.consumerCount == 0)
        }
    }

    @Test("A cancelled task's iteration ends though the queue has more")
    func taskCancelled() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await fill(connection, 200)
            let consumer = try await channel.consume(queue, prefetch: 4)
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var count = 0
                    for try await delivery in consumer {
                        delivery.acknowledge()
                        count += 1
                        if count == 3 { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                    return count
                }
                return try await group.next()
            }
            #expect((3...7).contains(count ?? 0))
        }
    }

    @Test("Two channels at once, each with publishes and a consumer")
    func twoChannels() async throws {
        try await withConnection { connection in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        let (channel, queue) = try await connection.openQueue()
                        let consumer = try await channel.consume(queue, prefetch: 50)
                        let receipts = (0..<2_000).map { channel.send([UInt8($0 & 0xFF)], toQueue: queue) }
                        var count = 0
                        for try await delivery in consumer {
                            #expect(delivery.body == [UInt8(count & 0xFF)])
                            delivery.acknowledge()
                            count += 1
                            if count == 2_000 { break }
                        }
                        for receipt in receipts { try await receipt.confirmed() }
                        return count
                    }
                }
                let count = try await group.reduce(0, +)
                #expect(count == 4_000)
            }
        }
    }
}
