package import AMQPClient

extension Topology {
    /// Declares everything; what is there already stays as it is.
    ///
    /// - Throws: ``AMQPError`` with reply code 406 when something of that name exists with other arguments.
    package func apply(on channel: AMQPChannel) async throws(AMQPError) {
        for exchange in exchanges { try await channel.declare(exchange) }
        for queue in queues { try await channel.declare(queue) }
        for binding in bindings { try await channel.bind(binding) }
    }

    /// What a look at the broker found.
    package struct Verification: Sendable {
        /// What is missing or cannot be looked at, one sentence each.
        package var problems: [String] = []
        /// The state of each queue that is there.
        package var queues: [AMQPQueueState] = []
    }

    /// Looks whether everything is there, without declaring anything.
    ///
    /// AMQP shows neither bindings nor arguments to a passive look, so it tells only names and kinds of exchange.
    package func verify(over connection: AMQPConnection) async throws(AMQPError) -> Verification {
        var found = Verification()
        var channel = try await connection.openChannel()
        // A passive declaration that fails closes its channel.
        func reopen(_ error: AMQPError, _ what: String) async throws(AMQPError) {
            // From RabbitMQ 4.3 on a look needs a right; then nothing is known to be missing.
            guard error.code == .channelClosed, error.replyCode != 403 else { throw error }
            found.problems.append("\(what): \(error.message)")
            channel = try await connection.openChannel()
        }
        for exchange in exchanges {
            do {
                try await channel.declare(exchange, passive: true)
            } catch {
                try await reopen(error, "exchange \(exchange.name)")
            }
        }
        for queue in queues {
            do {
                found.queues.append(try await channel.declare(queue, passive: true))
            } catch {
                try await reopen(error, "queue \(queue.name)")
            }
        }
        try await channel.close()
        return found
    }

    /// Takes everything away again, with all messages; for tests.
    package func remove(on channel: AMQPChannel) async throws(AMQPError) {
        for queue in queues { try await channel.deleteQueue(queue.name) }
        for exchange in exchanges.reversed() { try await channel.deleteExchange(exchange.name) }
    }
}
