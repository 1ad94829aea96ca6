import AMQPClient
import TestSupport
import Testing

@Suite("Connections that come back by themselves", .serialized, .timeLimit(.minutes(3)))
struct RecoveryTests {
    private func configuration(_ broker: PrivateBroker) throws -> AMQPConfiguration {
        var configuration = try broker.configuration()
        configuration.heartbeat = .seconds(10)
        configuration.connectTimeout = .seconds(20)
        var recovery = AMQPRecovery()
        recovery.maximumDelay = .milliseconds(500)
        configuration.recovery = recovery
        // A test that hangs is to fail.
        configuration.publishDeadline = .seconds(60)
        return configuration
    }

    private func makeQueue(_ connection: AMQPConnection, _ arguments: FieldTable = [:]) async throws -> String {
        let queue = TestBroker.uniqueName("recovery")
        try await connection.openChannel().declare(
            AMQPQueue(queue, arguments: ["x-queue-type": "quorum"].merging(arguments) { $1 })
        )
        return queue
    }

    private func message(_ number: Int) -> AMQPMessage {
        var properties = MessageProperties()
        properties.isPersistent = true
        properties.messageID = "\(number)"
        return AMQPMessage(properties: properties, body: [1])
    }

    /// Publishes a number of messages and acknowledges what comes of them, while something happens; every message must
    /// be confirmed, and have come at least once.
    private func everythingArrives(
        _ count: Int,
        publishing: AMQPConnection,
        consuming: AMQPConnection,
        prepare: () async throws -> Void = {},
        while disturb: @escaping @Sendable () async throws -> Void
    ) async throws {
        let queue = try await makeQueue(publishing)
        try await prepare()
        let channel = try await publishing.openChannel()
        try await channel.enableConfirms()
        let consumer = try await consuming.openChannel().consume(queue, prefetch: 50)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for start in stride(from: 0, to: count, by: 100) {
                    let numbers = start..<start + 100
                    let receipts = numbers.map { channel.send(message($0), to: "", routingKey: queue) }
                    for (number, receipt) in zip(numbers, receipts) {
                        let result = try await receipt.result {
                            channel.send(message(number), to: "", routingKey: queue)
                        }
                        #expect(result == nil)
                    }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            group.addTask {
                var seen: Set<String> = []
                for try await delivery in consumer {
                    seen.insert(delivery.properties.messageID ?? "")
                    delivery.acknowledge()
                    if seen.count == count { break }
                }
                #expect(seen.count == count)
            }
            group.addTask { try await disturb() }
            while try await group.next() != nil {}
        }
        try await eventually("nothing is left in the queue") { try await channel.readyCount(queue) == 0 }
    }

    @Test("The broker closes all connections, again and again: no publish is lost, the consumer goes on")
    func closed() async throws {
        try await withPrivateBroker { broker in
            let publishing = try await AMQPConnection.connect(configuration(broker))
            let consuming = try await AMQPConnection.connect(configuration(broker))
            try await everythingArrives(20_000, publishing: publishing, consuming: consuming) {
                for _ in 0..<3 { try await broker.control("close_all_connections", "for a test") }
            }
            await publishing.close()
            await consuming.close()
        }
    }

    @Test("The broker is killed and comes back: both go on, and say what happened")
    func killed() async throws {
        try await withPrivateBroker { broker in
            let publishing = try await AMQPConnection.connect(configuration(broker))
            let consuming = try await AMQPConnection.connect(configuration(broker))
            let states = publishing.states()
            try await everythingArrives(20_000, publishing: publishing, consuming: consuming) {
                try await broker.flush()
            } while: {
                try await broker.kill()
                try await broker.start()
            }
            await publishing.close()
            await consuming.close()
            var names: [String] = []
            for await state in states {
                switch state {
                case .connected: names.append("connected")
                case .lost: names.append("lost")
                case .waiting(_, let error, _):
                    #expect(error.code == .unreachable)
                    if names.last != "waiting" { names.append("waiting") }
                case .blocked: names.append("blocked")
                case .refusing: names.append("refusing")
                case .ended(let error): names.append(error.code.description)
                }
            }
            #expect(names == ["connected", "lost", "waiting", "connected", "connectionClosed"])
        }
    }

    @Test("The broker hangs for a while: the silence is noticed, and all goes on when it wakes")
    func hung() async throws {
        try await withPrivateBroker { broker in
            var configuration = try configuration(broker)
            configuration.heartbeat = .seconds(1)
            let publishing = try await AMQPConnection.connect(configuration)
            let consuming = try await AMQPConnection.connect(configuration)
            try await everythingArrives(20_000, publishing: publishing, consuming: consuming) {
                try await broker.suspend()
                try await eventually("both notice") {
                    !publishing.state.isOpen && !consuming.state.isOpen
                }
                try await broker.resume()
            }
            await publishing.close()
            await consuming.close()
        }
    }

    @Test("A queue is deleted and declared again: its consumer waits for it")
    func deletedQueue() async throws {
        try await withPrivateBroker { broker in
            try await withConnection(configuration(broker)) { connection in
                let queue = try await makeQueue(connection)
                let channel = try await connection.openChannel()
                try await channel.enableConfirms()
                let consumer = try await connection.openChannel().consume(queue, prefetch: 5)
                var deliveries = consumer.makeAsyncIterator()
                try await channel.publish(message(1), to: "", routingKey: queue)
                let held = try #require(try await deliveries.next())
                try await channel.deleteQueue(queue)
                // Long enough for a first vain try, which closes the consumer's channel.
                try await Task.sleep(for: .milliseconds(600))
                held.acknowledge()
                try await channel.declare(AMQPQueue(queue, arguments: ["x-queue-type": "quorum"]))
                try await channel.publish(message(2), to: "", routingKey: queue)
                let delivery = try #require(try await deliveries.next())
                #expect(delivery.properties.messageID == "2")
                delivery.acknowledge()
            }
        }
    }

    @Test("A temporary queue and its bindings come back")
    func temporaryQueue() async throws {
        try await withPrivateBroker { broker in
            try await withConnection(configuration(broker)) { connection in
                let channel = try await connection.openChannel()
                try await channel.enableConfirms()
                let queue = try await channel.declare(.temporary).name
                try await channel.bind(AMQPBinding(from: "amq.topic", to: .queue(queue), key: "a.#"))
                let consumer = try await channel.consume(queue, prefetch: 5)
                var states = connection.states().makeAsyncIterator()
                try await broker.control("close_all_connections", "for a test")
                while let state = await states.next(), state.isOpen {}
                try await channel.publish(message(3), to: "amq.topic", routingKey: "a.b", mandatory: false)
                // The first may be published before the queue is bound again.
                var number = 3
                try await eventually("the queue is bound again") {
                    number += 1
                    return await failure {
                        try await channel.publish(message(number), to: "amq.topic", routingKey: "a.b")
                    } == nil
                }
                var deliveries = consumer.makeAsyncIterator()
                #expect(try await deliveries.next() != nil)
                #expect(try await channel.readyCount(queue) == 0)
            }
        }
    }

    @Test("A password that is changed: tried as long as patience lasts, then the refusal comes out")
    func refused() async throws {
        try await withPrivateBroker { broker in
            var configuration = try configuration(broker)
            configuration.recovery?.patience = .seconds(2)
            let connection = try await AMQPConnection.connect(configuration)
            let (channel, queue) = try await connection.openQueue()
            try await broker.control("change_password", "guest", "another")
            try await broker.control("close_all_connections", "for a test")
            let receipt = channel.send(toQueue: queue)
            #expect(await receipt.result() == .refused)
            #expect(await connection.ended().code == .refused)
            guard case .ended(let error) = connection.state else {
                Issue.record("\(connection.state)")
                return
            }
            #expect(error.code == .refused)
        }
    }

    @Test("A right that is taken away and given back is told once at each end, and the publish goes out")
    func refusing() async throws {
        try await withPrivateBroker { broker in
            try await withConnection(configuration(broker)) { connection in
                let (channel, queue) = try await connection.openQueue()
                try await channel.publish(toQueue: queue)
                let states = connection.states()
                try await broker.control("set_permissions", "guest", ".*", "^$", ".*")
                // The broker remembers for a while what a channel may do.
                try await broker.control("close_all_connections", "for a test")
                let receipt = channel.send(toQueue: queue)
                try await eventually("the refusal is told") {
                    if case .refusing(let error) = connection.state { error.replyCode == 403 } else { false }
                }
                try await Task.sleep(for: .seconds(1))
                try await broker.control("set_permissions", "guest", ".*", ".*", ".*")
                #expect(await receipt.result() == nil)
                try await eventually("it is told that all is well") { connection.state.isOpen }
                await connection.close()
                let refusals = await states.reduce(into: 0) { count, state in
                    if case .refusing = state { count += 1 }
                }
                #expect(refusals == 1)
            }
        }
    }

    @Test("An alarm: publishes wait for their deadline and no longer, others go out when it is over")
    func deadline() async throws {
        try await withPrivateBroker { broker in
            var configuration = try configuration(broker)
            let patient = try await AMQPConnection.connect(configuration)
            configuration.publishDeadline = .seconds(1)
            let hasty = try await AMQPConnection.connect(configuration)
            let queue = try await makeQueue(patient)
            var receipts: [PublishReceipt] = []
            var channels: [AMQPChannel] = []
            for connection in [patient, hasty] {
                let channel = try await connection.openChannel()
                try await channel.enableConfirms()
                channels.append(channel)
            }
            try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
            for (connection, channel) in zip([patient, hasty], channels) {
                receipts.append(channel.send(message(1), to: "", routingKey: queue))
                try await eventually("the broker says that it is blocked") { connection.isBlocked }
                receipts.append(channel.send(message(2), to: "", routingKey: queue))
            }
            #expect(await receipts[2].result() == .timedOut)
            #expect(await receipts[3].result() == .timedOut)
            try await broker.control("set_vm_memory_high_watermark", "0.4")
            #expect(await receipts[0].result() == nil)
            #expect(await receipts[1].result() == nil)
            // One whose deadline passes on a slow disk is no failure.
            try await eventually("others go out") {
                await channels[1].send(message(3), to: "", routingKey: queue).result() == nil
            }
            await patient.close()
            await hasty.close()
        }
    }

    @Test("Several addresses: the one that answers is taken")
    func addresses() async throws {
        try await withPrivateBroker { broker in
            var configuration = try configuration(broker)
            configuration.furtherAddresses = [AMQPAddress(host: configuration.host, port: configuration.port)]
            // Nothing listens there: it is the system's own, and not used on a machine like this.
            configuration.port = 1
            try await withConnection(configuration) { connection in
                #expect(connection.state == .connected(configuration.furtherAddresses[0]))
                let (channel, queue) = try await connection.openQueue()
                try await broker.control("close_all_connections", "for a test")
                try await channel.publish(toQueue: queue)
            }
        }
    }

    @Test("Nothing of a connection that could not be rebuilt is left behind")
    func closeWhileAway() async throws {
        try await withPrivateBroker { broker in
            let connection = try await AMQPConnection.connect(configuration(broker))
            let (channel, queue) = try await connection.openQueue()
            try await broker.kill()
            try await eventually("it notices") { !connection.state.isOpen }
            let receipt = channel.send(toQueue: queue)
            await connection.close()
            #expect(await receipt.result() == .connectionClosed)
            #expect(await connection.ended().code == .connectionClosed)
            try await broker.start()
        }
    }
}
