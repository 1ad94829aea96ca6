/// A consumer of a channel: how it was started, so that it can be again, and where its deliveries go.
struct ConsumerState {
    var start: ConsumerStart
    let buffer: ConsumerBuffer
    /// Who waits for its first start.
    var starting: OneShot<Reply>?
    /// Its present life; nil while it is to be started again.
    var epoch: ConsumerEpoch?

    /// A stream is read on behind what has been delivered; any other queue hands out again what was not acknowledged.
    private var readsStream: Bool { start.arguments[ConsumerState.offset] != nil }
    private static let offset = "x-stream-offset"

    init(_ start: ConsumerStart, _ buffer: ConsumerBuffer, starting: OneShot<Reply>) {
        self.start = start
        self.buffer = buffer
        self.starting = starting
    }

    /// Remembers how far a stream has been read.
    mutating func delivered(_ properties: MessageProperties) {
        guard readsStream, let offset = properties.headers[ConsumerState.offset]?.integer else { return }
        start.arguments[ConsumerState.offset] = .integer(offset &+ 1)
    }

    /// Its channel is gone: what waits in the buffer is handed out again by the broker, unless it is a stream's.
    mutating func forget() {
        epoch = nil
        if !readsStream { buffer.dropLost() }
    }

    /// Ends it as asked.
    func end() {
        starting?.settle(.failure(AMQPError(.channelClosed, "the consumer was cancelled")))
        buffer.finish(nil)
    }

    /// Ends it with an error.
    func fail(_ error: AMQPError) {
        starting?.settle(.failure(error))
        buffer.finish(error)
    }
}
