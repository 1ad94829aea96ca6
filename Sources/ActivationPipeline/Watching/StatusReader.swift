package import AMQPClient

/// Reads the status stream from an offset.
package struct StatusReader: Sendable {
    private let consumer: AMQPConsumer

    /// Starts to read at an offset: `first`, `next`, or an age such as `7D` or `1h` (RabbitMQ, "Streams",
    /// `x-stream-offset`).
    package init(over connection: AMQPConnection, names: BrokerNames, offset: String) async throws(AMQPError) {
        consumer = try await connection.consumePatiently(
            names.statusLog,
            prefetch: 1000,
            arguments: ["x-stream-offset": .string(offset)]
        )
    }

    /// Calls `body` with each event until it returns false, or the task is cancelled.
    ///
    /// An event that does not fit its routing key is none: `passingOver` is called for it.
    package func forEach(
        passingOver: () -> Void = {},
        _ body: (ObservedEvent) async -> Bool
    ) async throws(AMQPError) {
        var iterator = consumer.makeAsyncIterator()
        while let delivery = try await iterator.next() {
            // In a stream an acknowledgement takes nothing away: it is credit for more.
            delivery.acknowledge()
            switch StatusMessage(delivery) {
            case .event(let event): if await !body(event) { return }
            case .misplaced: passingOver()
            case .foreign: break
            }
        }
    }
}
