/// A publish that is under way.
public struct PublishReceipt: Sendable {
    let promise: OneShot<Void>

    /// Why the publish has failed, if it has; does not wait.
    public var failure: AMQPError? {
        if case .failure(let error) = promise.current { error } else { nil }
    }

    /// Waits until the broker has taken the message and, for a mandatory one, has routed it to a queue.
    ///
    /// Not ended by cancellation: the answer decides what may be acknowledged.
    /// - Throws: ``AMQPError``: `negativelyConfirmed`, `returned`; `connectionLost` or `channelClosed` when it is
    ///   unknown whether the broker has the message.
    public func confirmed() async throws(AMQPError) {
        try await promise.value()
    }
}
