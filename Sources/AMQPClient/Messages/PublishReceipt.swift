/// A publish that is under way.
public struct PublishReceipt: Sendable {
    let publish: OutboundPublish

    /// Why the publish has failed, if it has; does not wait.
    public var failure: AMQPError? {
        if case .failure(let error) = publish.receipt.current { error } else { nil }
    }

    /// Waits until the broker has taken the message and, for a mandatory one, has routed it to a queue.
    ///
    /// Not ended by cancellation: the answer decides what may be acknowledged.
    /// - Throws: ``AMQPError``: `negativelyConfirmed`, `returned`; `connectionLost` or `channelClosed` when it is
    ///   unknown whether the broker has the message.
    public func confirmed() async throws(AMQPError) {
        try await publish.receipt.value()
    }

    /// Waits until it is known what has become of the publish, whatever that is.
    public func answered() async {
        _ = await publish.receipt.result()
    }
}
