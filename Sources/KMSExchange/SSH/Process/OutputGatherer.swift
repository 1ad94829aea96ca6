internal import NIOCore

/// Gathers what a program writes into a pipe, up to a limit.
final class OutputGatherer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What was written.
    struct Output: Sendable {
        var bytes: [UInt8] = []
        /// Whether there was more than the limit.
        var isCutOff = false
    }

    private var output = Output()
    private let limit: Int
    private let end: EventLoopPromise<Output>
    private let beginning: EventLoopPromise<Void>?

    /// - Parameters:
    ///   - limit: How many bytes are kept; more end the pipe.
    ///   - end: Is given all of it when the pipe ends.
    ///   - beginning: Is given word of the first byte; failed with ``Ended`` if none comes.
    init(limit: Int, end: EventLoopPromise<Output>, beginning: EventLoopPromise<Void>? = nil) {
        self.limit = limit
        self.end = end
        self.beginning = beginning
    }

    /// The pipe has ended without a byte.
    struct Ended: Error {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let room = limit - output.bytes.count
        output.bytes.append(contentsOf: buffer.readableBytesView.prefix(room))
        beginning?.succeed()
        guard buffer.readableBytes > room else { return }
        output.isCutOff = true
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        beginning?.fail(Ended())
        end.succeed(output)
    }
}
