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
        /// What is missing or different, one sentence each.
        package var problems: [String] = []
        /// What is there, but whose arguments this user may not have compared.
        package var unseen: [String] = []
        /// The state of each queue that is there.
        package var queues: [AMQPQueueState] = []
    }

    /// Looks whether everything is there, and as it should be.
    ///
    /// AMQP shows no arguments to a passive look. What is there is therefore declared once more: that changes nothing
    /// where all is equal, and is refused (406) where something differs. It takes the right to configure; what may not be
    /// declared counts as `unseen`. Bindings cannot be looked at.
    package func verify(over connection: AMQPConnection) async throws(AMQPError) -> Verification {
        var found = Verification()
        var channel = try await connection.openChannel()
        // A declaration that fails closes its channel.
        func reopen(_ error: AMQPError, _ what: String, mayBeForbidden: Bool) async throws(AMQPError) {
            guard error.code == .channelClosed, mayBeForbidden || error.replyCode != 403 else { throw error }
            if error.replyCode == 403 {
                found.unseen.append(what)
            } else {
                found.problems.append("\(what): \(error.message)")
            }
            channel = try await connection.openChannel()
        }
        for exchange in exchanges {
            var isThere = false
            do {
                try await channel.declare(exchange, passive: true)
                isThere = true
                try await channel.declare(exchange)
            } catch {
                // From RabbitMQ 4.3 on a look needs a right; then nothing is known to be missing.
                try await reopen(error, "exchange \(exchange.name)", mayBeForbidden: isThere)
            }
        }
        for queue in queues {
            var isThere = false
            do {
                found.queues.append(try await channel.declare(queue, passive: true))
                isThere = true
                _ = try await channel.declare(queue)
            } catch {
                try await reopen(error, "queue \(queue.name)", mayBeForbidden: isThere)
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
