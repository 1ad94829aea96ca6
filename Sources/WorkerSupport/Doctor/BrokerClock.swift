internal import AMQPClient
internal import ActivationDomain
internal import ActivationPipeline
internal import Foundation
internal import NetworkDiagnosis

/// Reads the broker's clock, to the second: from what it notes of a message whose time has passed (`x-death`).
///
/// A message waits for no time in a queue of this connection's own, and comes back by an exchange of its own. It takes the
/// rights of a dashboard, and nothing stays: the queues end with the connection, and the exchange with its last binding.
struct BrokerClock: Sendable {
    /// What came of it.
    enum Outcome: Sendable, Equatable {
        /// How far this computer's clock is ahead of the broker's, and how far that may be wrong, in seconds.
        case offset(Double, within: Double)
        /// This user may declare nothing of its own.
        case notPermitted
        /// Why there is no answer.
        case failed(String)
    }

    private static let limit = Duration.seconds(5)
    private let names: BrokerNames

    init(_ names: BrokerNames) {
        self.names = names
    }

    /// Reads it.
    func read(over connection: AMQPConnection) async -> Outcome {
        do {
            return try await ask(connection)
        } catch let error as AMQPError {
            return error.replyCode == 403 ? .notPermitted : .failed(error.message)
        } catch {
            return .failed("\(error)")
        }
    }

    private func ask(_ connection: AMQPConnection) async throws -> Outcome {
        let name = "\(names.prefix).dashboard.doctor.\(UUID().uuidString.lowercased())"
        let channel = try await connection.openChannel()
        var exchange = AMQPExchange(name, .direct)
        exchange.isDurable = false
        exchange.deletesAutomatically = true
        try await channel.declare(exchange)
        for (end, arguments) in [
            ("out", [:]),
            ("in", ["x-message-ttl": 0, "x-dead-letter-exchange": .string(name), "x-dead-letter-routing-key": "out"]),
        ] as [(String, FieldTable)] {
            var queue = AMQPQueue("\(name).\(end)", arguments: arguments)
            queue.isDurable = false
            queue.isExclusive = true
            try await channel.declare(queue)
            try await channel.bind(AMQPBinding(from: name, to: .queue(queue.name), key: end))
        }
        let consumer = try await channel.consume("\(name).out", prefetch: 1)
        try await channel.enableConfirms()
        let before = Timestamp.now
        try await channel.publish(
            AMQPMessage(properties: MessageProperties(), body: []),
            to: name,
            routingKey: "in"
        )
        guard let delivery = try await first(of: consumer) else { return .failed("the message does not come back") }
        let after = Timestamp.now
        delivery.acknowledge()
        // In order, so that the exchange is gone when this returns.
        for end in ["in", "out"] { try await channel.deleteQueue("\(name).\(end)") }
        try await channel.close()
        guard let time = Self.time(of: delivery) else { return .failed("the broker notes no time") }
        return Self.outcome(broker: time, before: before.seconds, after: after.seconds)
    }

    private func first(of consumer: AMQPConsumer) async throws -> AMQPDelivery? {
        try await withThrowingTaskGroup(of: AMQPDelivery?.self) { group in
            group.addTask {
                var deliveries = consumer.makeAsyncIterator()
                return try await deliveries.next()
            }
            group.addTask {
                try? await Task.sleep(for: Self.limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// When the message's time had passed, by the broker's clock.
    private static func time(of delivery: AMQPDelivery) -> UInt64? {
        guard case .array(let deaths) = delivery.properties.headers["x-death"], case .table(let death) = deaths.first,
            case .timestamp(let time) = death["time"]
        else { return nil }
        return time
    }

    /// Compares what lay between two readings with a second that the broker has begun.
    static func outcome(broker: UInt64, before: Double, after: Double) -> Outcome {
        let offset = (before + after) / 2 - (Double(broker) + 0.5)
        return .offset(offset, within: 0.5 + (after - before) / 2)
    }
}
