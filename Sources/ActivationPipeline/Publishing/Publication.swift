package import AMQPClient
internal import ActivationDomain

/// A message that was sent and that is sent again, for a while, when no queue has taken it.
///
/// A broker that has just started answers before its streams and quorum queues do: for a moment a mandatory message
/// comes back, or is refused. Only what stays so for longer is an error. A lost connection is no matter here: a
/// connection that is rebuilt sends again what was not confirmed.
package struct Publication: Sendable {
    private let channel: AMQPChannel
    private let receipt: PublishReceipt
    private let patience: Duration
    private static let pause = Duration.milliseconds(250)

    /// Sends the message; a refusal is borne for as long as `patience`.
    init(
        _ message: AMQPMessage,
        to exchange: String,
        routingKey: String,
        on channel: AMQPChannel,
        patience: Duration
    ) {
        self.patience = patience
        self.channel = channel
        receipt = channel.send(message, to: exchange, routingKey: routingKey)
    }

    /// Waits until the broker has said something of the message, whatever it is.
    func answered() async { await receipt.answered() }

    /// Waits until the broker has the message in a queue.
    ///
    /// - Throws: ``AMQPError``; `connectionLost` or `channelClosed` when it is unknown whether the broker has it.
    package func confirmed() async throws(AMQPError) {
        let start = ContinuousClock.now
        var receipt = receipt
        while true {
            do {
                return try await receipt.confirmed()
            } catch {
                let canPass = error.code == .returned || error.code == .negativelyConfirmed
                guard canPass, ContinuousClock.now - start < patience else { throw error }
            }
            // Cut short when the task is cancelled, but what follows from a job is still to be said.
            try? await Task.sleep(for: Publication.pause)
            receipt = channel.sendAgain(receipt)
        }
    }
}
