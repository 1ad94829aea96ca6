package import AMQPClient

extension AMQPConnection {
    /// Starts a consumer on a channel of its own, trying for a few seconds when the queue is not to be had.
    ///
    /// A broker that has just started says 404 of a queue whose data it is still reading, just as of one that is not
    /// there.
    package func consumePatiently(
        _ queue: String,
        prefetch: Int,
        arguments: FieldTable = [:]
    ) async throws(AMQPError) -> AMQPConsumer {
        try await patiently { channel throws(AMQPError) in
            try await channel.consume(queue, prefetch: prefetch, arguments: arguments)
        }
    }

    /// Looks for a queue likewise.
    package func findPatiently(_ queue: String) async throws(AMQPError) {
        try await patiently { channel throws(AMQPError) in
            try await channel.declare(AMQPQueue(queue), passive: true)
            try await channel.close()
        }
    }

    private func patiently<Result>(
        _ attempt: (AMQPChannel) async throws(AMQPError) -> Result
    ) async throws(AMQPError) -> Result {
        let start = ContinuousClock.now
        while true {
            let channel = try await openChannel()
            do {
                return try await attempt(channel)
            } catch {
                guard error.replyCode == 404, ContinuousClock.now - start < .seconds(3), !Task.isCancelled else {
                    throw error
                }
            }
            try? await Task.sleep(for: .milliseconds(250))
        }
    }
}
