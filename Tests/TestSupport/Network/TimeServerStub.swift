internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A time server on loopback that answers as a test says.
package final class TimeServerStub: Sendable {
    /// Makes the packets that answer one question.
    package typealias Answer = @Sendable (_ query: [UInt8]) -> [[UInt8]]

    private let answer: Answer
    private let log = Mutex<[[UInt8]]>([])

    private init(answer: @escaping Answer) {
        self.answer = answer
    }

    package var queries: [[UInt8]] { log.withLock { $0 } }

    /// Runs `body` beside a server, with its port.
    package static func with<Value>(
        answer: @escaping Answer,
        body: (TimeServerStub, UInt16) async throws -> Value
    ) async throws -> Value {
        let stub = TimeServerStub(answer: answer)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(stub))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(stub, UInt16(channel.localAddress?.port ?? 0))
            try await channel.close().get()
            return value
        } catch {
            try await channel.close().get()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let stub: TimeServerStub

        init(_ stub: TimeServerStub) {
            self.stub = stub
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            let query = Array(buffer: envelope.data)
            stub.log.withLock { $0.append(query) }
            for packet in stub.answer(query) {
                let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: packet))
                context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
            }
        }
    }
}
