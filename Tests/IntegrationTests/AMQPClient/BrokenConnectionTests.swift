import AMQPClient
import TestSupport
import Testing

@Suite("Connections that break", .serialized, .timeLimit(.minutes(3)))
struct BrokenConnectionTests {
    /// Keeps every kind of wait going on a connection until it breaks, and gives the error of each.
    private func failures(
        of connection: AMQPConnection,
        when breakIt: () async throws -> Void
    ) async throws -> [AMQPError?] {
        let (channel, queue) = try await connection.openQueue()
        let consumer = try await channel.consume(queue, prefetch: 10)
        let (_, silent) = try await connection.openQueue()
        let idle = try await channel.consume(silent, prefetch: 1)
        return try await withThrowingTaskGroup(of: [AMQPError?].self) { group in
            for _ in 0..<4 {
                group.addTask { [await failure { while true { try await channel.publish(toQueue: queue) } }] }
                group.addTask { [await failure { while true { _ = try await channel.readyCount(queue) } }] }
                group.addTask {
                    [await failure { while true { try await (try await connection.openChannel()).close() } }]
                }
            }
            group.addTask { [await failure { for try await delivery in consumer { delivery.acknowledge() } }] }
            group.addTask { [await failure { for try await _ in idle {} }] }
            group.addTask { [await connection.ended()] }
            group.addTask {
                // Batches, so that many commands wait when the connection breaks in the midst of them.
                var last: AMQPError?
                while last == nil {
                    let receipts = (0..<500).map { _ in channel.send(toQueue: queue) }
                    for receipt in receipts { last = await failure { try await receipt.confirmed() } ?? last }
                }
                return [last]
            }
            try await breakIt()
            return try await group.reduce([], +)
        }
    }

    @Test("The broker closes the connection: everything that waits fails")
    func closedByBroker() async throws {
        try await withPrivateBroker { broker in
            let connection = try await AMQPConnection.connect(broker.configuration())
            let errors = try await failures(of: connection) {
                try await broker.control("close_all_connections", "for a test")
            }
            #expect(errors.count == 16)
            for error in errors { #expect(error?.code == .connectionLost) }
            #expect(await connection.ended().replyCode == 320)
            #expect(await failure { _ = try await connection.openChannel() }?.code == .connectionLost)
            await connection.close()
            try await withConnection(broker.configuration()) { _ = try await $0.openQueue() }
        }
    }

    @Test("The broker is killed: everything that waits fails; it is back, and so are we")
    func killed() async throws {
        try await withPrivateBroker { broker in
            let connection = try await AMQPConnection.connect(broker.configuration())
            let errors = try await failures(of: connection) { try await broker.kill() }
            #expect(errors.count == 16)
            for error in errors { #expect(error?.code == .connectionLost) }
            let refused = await failure { _ = try await AMQPConnection.connect(broker.configuration()) }
            #expect(refused?.code == .unreachable)
            try await broker.start()
            try await withConnection(broker.configuration()) { _ = try await $0.openQueue() }
        }
    }

    @Test("The broker hangs: two heartbeats later everything that waits fails, however much there is to send")
    func hangs() async throws {
        try await withPrivateBroker { broker in
            var configuration = try broker.configuration()
            configuration.heartbeat = .seconds(3)
            let idle = try await AMQPConnection.connect(configuration)
            let busy = try await AMQPConnection.connect(configuration)
            let (channel, queue) = try await busy.openQueue()
            try await broker.suspend()
            // More than the kernel's buffers hold, on both sides.
            let body = [UInt8](repeating: 0, count: 4_000)
            let receipts = (0..<10_000).map { _ in channel.send(body, toQueue: queue) }
            for receipt in receipts { #expect(await receipt.result() == .connectionLost) }
            #expect(await busy.ended().code == .connectionLost)
            #expect(await idle.ended().code == .connectionLost)
            try await broker.resume()
        }
    }

    @Test("The broker hangs while one large message is being sent: the thread does not stay in the send")
    func hangsInSend() async throws {
        try await withPrivateBroker { broker in
            var configuration = try broker.configuration()
            configuration.heartbeat = .seconds(3)
            let connection = try await AMQPConnection.connect(configuration)
            let (channel, queue) = try await connection.openQueue()
            try await broker.suspend()
            // No kernel buffers as much, so the call into the library cannot come back by itself.
            let receipt = channel.send([UInt8](repeating: 0, count: 64 << 20), toQueue: queue)
            #expect(await receipt.result() == .connectionLost)
            #expect(await connection.ended().code == .connectionLost)
            try await broker.resume()
        }
    }

    @Test("The broker hangs: a close comes back all the same")
    func closeWhileHanging() async throws {
        try await withPrivateBroker { broker in
            var configuration = try broker.configuration()
            configuration.connectTimeout = .seconds(10)
            let connection = try await AMQPConnection.connect(configuration)
            try await broker.suspend()
            await connection.close()
            #expect(await connection.ended().code == .connectionClosed)
            try await broker.resume()
        }
    }

    @Test("The broker runs out of memory: publishes wait and are confirmed when it is over")
    func blocked() async throws {
        try await withPrivateBroker { broker in
            var configuration = try broker.configuration()
            configuration.connectTimeout = .seconds(10)
            let publishing = try await AMQPConnection.connect(configuration)
            let watching = try await AMQPConnection.connect(configuration)
            let (channel, _) = try await publishing.openQueue()
            let queue = TestBroker.uniqueName("blocked")
            try await channel.declare(AMQPQueue(queue))
            let watcher = try await watching.openChannel()
            try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
            #expect(!publishing.isBlocked)
            let first = channel.send(toQueue: queue)
            try await eventually("the broker says that it is blocked") { publishing.isBlocked }
            let before = try await watcher.readyCount(queue)
            let held = (0..<50).map { _ in channel.send(toQueue: queue) }
            #expect(!watching.isBlocked)
            let other = try await AMQPConnection.connect(configuration)
            let (otherChannel, _) = try await other.openQueue()
            let lost = otherChannel.send(toQueue: queue)
            try await eventually("the other is blocked too") { other.isBlocked }
            let neverSent = otherChannel.send(toQueue: queue)
            await other.close()
            #expect(await other.ended().code == .connectionClosed)
            #expect(!other.isBlocked)
            #expect(await neverSent.result() == .connectionClosed)
            _ = await lost.result()
            #expect(try await watcher.readyCount(queue) <= before + 1)
            #expect(held.allSatisfy { $0.failure == nil })
            try await broker.control("set_vm_memory_high_watermark", "0.4")
            #expect(await first.result() == nil)
            for receipt in held { #expect(await receipt.result() == nil) }
            #expect(!publishing.isBlocked)
            await publishing.close()
            await watching.close()
        }
    }
}
