package import AMQPClient
package import ActivationPipeline

/// Publishes nothing much every few seconds, over a connection of its own, since a broker that is short of memory or disk
/// tells so only to who publishes (RabbitMQ guide "Blocked Connections"), and then reads no more from that connection.
///
/// The exchange has no queue behind it, so that nothing is kept.
package struct BrokerPulse: Sendable {
    /// Its state shows whether the broker takes messages.
    let connection: AMQPConnection
    private let exchange: String

    /// Makes a pulse over a connection that is used for nothing else.
    package init(over connection: AMQPConnection, names: BrokerNames) {
        self.connection = connection
        exchange = "\(names.prefix).dashboard.pulse"
    }

    /// Publishes until the task is cancelled, or the connection ends for good.
    package func run() async throws {
        while true {
            do {
                try await beat()
            } catch let error as AMQPError {
                // A channel comes back with its connection; a pulse that was held up has told what it was to tell.
                if case .ended = connection.state { throw error }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Once, on a channel of its own; nothing of it waits for a broker that takes no messages, so that a stop need not.
    private func beat() async throws {
        guard !isHeldUp else { return }
        let channel = try await connection.openChannel()
        // Without them a channel publishes nothing.
        try await channel.enableConfirms()
        var pulse = AMQPExchange(exchange, .fanout)
        pulse.isDurable = false
        try await channel.declare(pulse)
        _ = channel.send(
            AMQPMessage(properties: MessageProperties(), body: []),
            to: exchange,
            routingKey: "",
            mandatory: false
        )
        try await Task.sleep(for: .seconds(5))
        // A broker that has meanwhile said so would not answer.
        while isHeldUp { try await Task.sleep(for: .seconds(1)) }
        try await channel.close()
    }

    /// Whether the broker takes no messages.
    private var isHeldUp: Bool { if case .blocked = connection.state { true } else { false } }

    /// Closes the connection, unless the broker would not hear it.
    package func close() async {
        if !isHeldUp { await connection.close() }
    }
}
