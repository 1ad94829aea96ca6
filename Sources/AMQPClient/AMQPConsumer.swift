internal import Synchronization

/// The deliveries of one consumer, as an asynchronous sequence for one iterating task.
///
/// It ends behind what is buffered after ``cancel()`` or when the task is cancelled; it throws when the broker ends
/// the consumer or the connection breaks.
public struct AMQPConsumer: AsyncSequence, Sendable {
    /// The channel that it was started on.
    public let channel: AMQPChannel
    let tag: String
    let buffer: ConsumerBuffer

    /// Takes deliveries off the buffer.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let buffer: ConsumerBuffer

        /// The next delivery.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(AMQPError) -> AMQPDelivery? {
            try await buffer.next()
        }

        /// The next delivery.
        public mutating func next() async throws(AMQPError) -> AMQPDelivery? {
            try await buffer.next()
        }

        /// The next deliveries, as many as are there but no more than `limit`: at least one, which it waits for; nil at
        /// the end.
        public mutating func nextBatch(upTo limit: Int) async throws(AMQPError) -> [AMQPDelivery]? {
            guard let first = try await buffer.next() else { return nil }
            return [first] + buffer.take(upTo: limit - 1)
        }
    }

    /// Makes the iterator.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffer: buffer)
    }

    /// Asks the broker to send no more; what is buffered can still be read.
    public func cancel() async throws(AMQPError) {
        // The thread ends the sequence at the broker's answer, behind whatever came before it.
        try await channel.cancelConsumer(tag)
    }
}

/// Names for consumers, unique within the process.
enum ConsumerTag {
    private static let counter = Atomic<UInt64>(0)

    static func next() -> String {
        "rollcall-\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }
}
