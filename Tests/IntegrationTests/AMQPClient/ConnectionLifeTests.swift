import AMQPClient
import Foundation
import TestSupport
import Testing

@Suite("Lives of connections", .serialized, .timeLimit(.minutes(3)))
struct ConnectionLifeTests {
    private func isListed(_ name: String) async throws -> Bool {
        try await TestBroker.control("-q", "list_connections", "client_properties").contains(name)
    }

    /// Connects, uses a channel, and lets go of both without closing.
    private func connectAndForget(_ name: String) async throws {
        var configuration = try TestBroker.configuration()
        configuration.connectionName = name
        let connection = try await AMQPConnection.connect(configuration)
        let (channel, queue) = try await connection.openQueue()
        let consumer = try await channel.consume(queue, prefetch: 1)
        try await channel.publish(toQueue: queue)
        var iterator = consumer.makeAsyncIterator()
        #expect(try await iterator.next() != nil)
        #expect(try await isListed(name))
    }

    @Test("A connection that no one holds is closed")
    func forgotten() async throws {
        let name = TestBroker.uniqueName("forgotten")
        try await connectAndForget(name)
        try await eventually("the connection is gone") { try await !isListed(name) }
    }

    @Test("A channel keeps its connection open")
    func heldByChannel() async throws {
        func openChannel() async throws -> (AMQPChannel, String) {
            try await AMQPConnection.connect(TestBroker.configuration()).openQueue()
        }
        let (channel, queue) = try await openChannel()
        for _ in 0..<20 { try await channel.publish(toQueue: queue) }
        #expect(try await channel.readyCount(queue) == 20)
    }

    @Test("Connections opened and closed leave neither threads nor descriptors")
    func leaks() async throws {
        // Tests beside this one come and go with some of both; a leak would leave one a connection at least.
        let rounds = 150
        let slack = rounds / 2
        func threads() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        }
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let before = (threads: try threads(), descriptors: try descriptors())
        for round in 0..<rounds {
            var configuration = try TestBroker.configuration()
            if round % 3 == 0 { configuration.password = "wrong" }
            guard let connection = try? await AMQPConnection.connect(configuration) else { continue }
            let (channel, queue) = try await connection.openQueue()
            try await channel.publish(toQueue: queue)
            await connection.close()
        }
        let port = try Listener.freePort()
        for _ in 0..<rounds {
            var configuration = try TestBroker.configuration()
            configuration.port = port
            await #expect(throws: AMQPError.self) { _ = try await AMQPConnection.connect(configuration) }
        }
        try await eventually("the threads end") { try threads() < before.threads + slack }
        try await eventually("the descriptors are closed") { try descriptors() < before.descriptors + slack }
    }
}
