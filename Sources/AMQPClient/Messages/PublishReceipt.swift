/// A publish that is under way.
public struct PublishReceipt: Sendable {
    let promise: OneShot<Void>

    /// Waits until the broker has taken the message and, for a mandatory one, has routed it to a queue.
    ///
    /// Not ended by cancellation: the answer decides what may be acknowledged.
    /// - Throws: ``AMQPError``: `negativelyConfirmed`, `returned`; `connectionLost` or `channelClosed` when it is
    ///   unknown whether the broker has the message.
    public func confirmed() async throws(AMQPError) {
        try await promise.value()
    }
}
