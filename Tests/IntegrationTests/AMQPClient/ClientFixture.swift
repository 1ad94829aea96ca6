import AMQPClient
import TestSupport

extension AMQPConnection {
    /// A channel with confirms, and a queue that goes with the connection.
    func openQueue(_ arguments: FieldTable = [:]) async throws -> (channel: AMQPChannel, queue: String) {
        let channel = try await openChannel()
        try await channel.enableConfirms()
        var queue = AMQPQueue(TestBroker.uniqueName("client"), arguments: arguments)
        queue.isDurable = false
        queue.isExclusive = true
        try await channel.declare(queue)
        return (channel, queue.name)
    }
}

extension AMQPChannel {
    /// How many messages of a queue are ready.
    func readyCount(_ queue: String) async throws -> Int {
        try await declare(AMQPQueue(queue), passive: true).messageCount
    }

    /// Publishes one message to a queue and waits for its confirm.
    func publish(_ body: [UInt8] = [1], toQueue queue: String) async throws(AMQPError) {
        try await publish(AMQPMessage(properties: MessageProperties(), body: body), to: "", routingKey: queue)
    }

    /// Sends one message to a queue.
    func send(_ body: [UInt8] = [1], toQueue queue: String) -> PublishReceipt {
        send(AMQPMessage(properties: MessageProperties(), body: body), to: "", routingKey: queue)
    }
}

extension PublishReceipt {
    /// The failure's code once the receipt is settled; nil when it is confirmed.
    func result() async -> AMQPError.Code? {
        do {
            try await confirmed()
            return nil
        } catch {
            return error.code
        }
    }

    /// As ``result()``, but sends again what the queue does not take yet: it can lag behind a broker that has just started.
    func result(orAgain send: () -> PublishReceipt) async throws -> AMQPError.Code? {
        let deadline = ContinuousClock.now + .seconds(60)
        var result = await result()
        while result == .returned || result == .negativelyConfirmed, .now < deadline {
            try await Task.sleep(for: .milliseconds(50))
            result = await send().result()
        }
        return result
    }
}

/// The error's code of what fails; nil when it succeeds.
func failure(of body: () async throws -> Void) async -> AMQPError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? AMQPError ?? AMQPError(.protocolViolation, "another error: \(error)")
    }
}
