import AMQPClient
import TestSupport
import Testing

@Suite("Declarations", .timeLimit(.minutes(2)))
struct DeclarationTests {
    @Test("Declared, looked at, bound, purged, deleted")
    func lifeCycle() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let name = TestBroker.uniqueName("exchange")
            let exchange = AMQPExchange(name, .topic)
            try await channel.declare(exchange)
            try await channel.declare(exchange)
            try await channel.declare(exchange, passive: true)
            let binding = AMQPBinding(from: name, to: .queue(queue), key: "a.#")
            try await channel.bind(binding)
            let message = AMQPMessage(properties: MessageProperties(), body: [])
            try await channel.publish(message, to: name, routingKey: "a.b")
            #expect(try await channel.declare(AMQPQueue(queue), passive: true).messageCount == 1)
            try await channel.purge(queue)
            #expect(try await channel.readyCount(queue) == 0)
            try await channel.unbind(binding)
            #expect(await channel.send(message, to: name, routingKey: "a.b").result() == .returned)
            let inner = AMQPExchange(name + ".inner", .fanout)
            try await channel.declare(inner)
            try await channel.bind(AMQPBinding(from: name, to: .exchange(inner.name), key: "#"))
            try await channel.bind(AMQPBinding(from: inner.name, to: .queue(queue), key: ""))
            try await channel.publish(message, to: name, routingKey: "a.b")
            try await channel.unbind(AMQPBinding(from: name, to: .exchange(inner.name), key: "#"))
            #expect(await channel.send(message, to: name, routingKey: "a.b").result() == .returned)
            try await channel.deleteExchange(inner.name)
            try await channel.deleteExchange(name)
            try await channel.deleteQueue(queue)
            let error = await failure { try await channel.declare(AMQPQueue(queue), passive: true) }
            #expect(error?.replyCode == 404)
        }
    }

    @Test("A queue of the broker's own naming")
    func temporary() async throws {
        try await withConnection { connection in
            let channel = try await connection.openChannel()
            try await channel.enableConfirms()
            let state = try await channel.declare(.temporary)
            #expect(state.name.hasPrefix("amq.gen-"))
            try await channel.publish(toQueue: state.name)
            #expect(try await channel.readyCount(state.name) == 1)
        }
    }

    @Test("Other arguments: 406 closes the channel, a new one works")
    func conflict() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            var other = AMQPQueue(queue, arguments: ["x-max-length": 3])
            other.isDurable = false
            other.isExclusive = true
            let error = await failure { try await channel.declare(other) }
            #expect(error?.code == .channelClosed)
            #expect(error?.replyCode == 406)
            #expect(error?.message.contains("x-max-length") == true)
            #expect(await failure { try await channel.purge(queue) }?.code == .channelClosed)
            #expect(await channel.send(toQueue: queue).result() == .channelClosed)
            #expect(await failure { _ = try await channel.consume(queue, prefetch: 1) }?.code == .channelClosed)
            let next = try await connection.openChannel()
            #expect(try await next.readyCount(queue) == 0)
        }
    }

    @Test("What is not there: 404, whoever asks")
    func notFound() async throws {
        try await withConnection { connection in
            let name = TestBroker.uniqueName("missing")
            for kind in 0..<3 {
                let channel = try await connection.openChannel()
                let error = await failure {
                    switch kind {
                    case 0: try await channel.declare(AMQPQueue(name), passive: true)
                    case 1: try await channel.declare(AMQPExchange(name, .topic), passive: true)
                    default: _ = try await channel.consume(name, prefetch: 1)
                    }
                }
                #expect(error?.code == .channelClosed)
                #expect(error?.replyCode == 404)
            }
        }
    }

    @Test("Calls that overlap when the broker closes the channel all fail with its reason")
    func overlapping() async throws {
        try await withConnection { connection in
            let channel = try await connection.openChannel()
            let name = TestBroker.uniqueName("missing")
            let codes = await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        await failure { try await channel.declare(AMQPQueue(name), passive: true) }?.replyCode
                    }
                }
                group.addTask { await failure { try await channel.close() }?.replyCode ?? 404 }
                return await group.reduce(into: [Int?]()) { $0.append($1) }
            }
            // Those that were asked after the end do not know the reason.
            #expect(codes.contains(404))
            #expect(codes.allSatisfy { $0 == 404 || $0 == nil })
            for _ in 0..<20 {
                let (next, queue) = try await connection.openQueue()
                #expect(try await next.readyCount(queue) == 0)
                try await next.close()
            }
        }
    }

    @Test("A name that AMQP cannot carry is refused before anything is sent")
    func longName() async throws {
        try await withConnection { connection in
            let (channel, queue) = try await connection.openQueue()
            let long = String(repeating: "n", count: 256)
            #expect(await failure { try await channel.declare(AMQPQueue(long)) }?.code == .invalidArgument)
            #expect(await channel.send(toQueue: long).result() == .invalidArgument)
            #expect(await failure { _ = try await channel.consume(queue, prefetch: 0) }?.code == .invalidArgument)
            #expect(await failure { _ = try await channel.consume(queue, prefetch: 65_536) }?.code == .invalidArgument)
            try await channel.publish(toQueue: queue)
        }
    }
}
