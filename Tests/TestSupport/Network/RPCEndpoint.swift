internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A TCP endpoint on loopback that answers binds as a test says, and closes on anything else.
///
/// It is no KMS host: it knows no request, and counts those that come.
package final class RPCEndpoint: Sendable {
    /// What to do with a bind.
    package enum Behaviour: Sendable {
        case answer([UInt8])
        /// The same a byte at a time.
        case answerInPieces([UInt8])
        case answerThenClose([UInt8])
        case silence
        case close
    }

    package struct Counts: Sendable, Equatable {
        package var connections = 0
        /// Whole PDUs of type 11.
        package var binds = 0
        /// Whole PDUs of type 0: must be none.
        package var requests = 0
        /// PDUs of any other type, and what is no PDU.
        package var others = 0

        package init(connections: Int = 0, binds: Int = 0, requests: Int = 0, others: Int = 0) {
            self.connections = connections
            self.binds = binds
            self.requests = requests
            self.others = others
        }
    }

    private struct Log {
        var counts = Counts()
        var binds: [[UInt8]] = []
    }

    fileprivate let behaviour: Behaviour
    private let log = Mutex(Log())
    private let ends: AsyncStream<Void>
    private let ended: AsyncStream<Void>.Continuation

    private init(_ behaviour: Behaviour) {
        self.behaviour = behaviour
        (ends, ended) = AsyncStream.makeStream(of: Void.self)
    }

    package var counts: Counts { log.withLock { $0.counts } }
    package var binds: [[UInt8]] { log.withLock { $0.binds } }

    /// Runs `body` beside an endpoint, with its port.
    package static func with<Value>(
        _ behaviour: Behaviour,
        body: (RPCEndpoint, UInt16) async throws -> Value
    ) async throws -> Value {
        let endpoint = RPCEndpoint(behaviour)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    endpoint.count { $0.connections += 1 }
                    try channel.pipeline.syncOperations.addHandler(Handler(endpoint))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(endpoint, UInt16(server.localAddress?.port ?? 0))
            try await server.close().get()
            return value
        } catch {
            try await server.close().get()
            throw error
        }
    }

    /// Waits until a connection has ended, by whichever side.
    package func connectionEnd() async {
        for await _ in ends { return }
    }

    fileprivate func count(_ change: (inout Counts) -> Void) {
        log.withLock { change(&$0.counts) }
    }

    fileprivate func note(bind: [UInt8]) {
        log.withLock { log in
            log.counts.binds += 1
            log.binds.append(bind)
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let endpoint: RPCEndpoint
        private var received: [UInt8] = []

        init(_ endpoint: RPCEndpoint) {
            self.endpoint = endpoint
        }

        func channelInactive(context: ChannelHandlerContext) {
            if !received.isEmpty { endpoint.count { $0.others += 1 } }
            endpoint.ended.yield()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Array(buffer: unwrapInboundIn(data))
            while received.count >= 16 {
                let length = max(Int(received[8]) | Int(received[9]) << 8, 16)
                guard received.count >= length else { return }
                let pdu = Array(received.prefix(length))
                received.removeFirst(length)
                take(pdu, context: context)
            }
        }

        private func take(_ pdu: [UInt8], context: ChannelHandlerContext) {
            guard pdu[0] == 5, pdu[2] == 11 else {
                endpoint.count { counts in
                    if pdu[0] == 5, pdu[2] == 0 { counts.requests += 1 } else { counts.others += 1 }
                }
                return context.close(promise: nil)
            }
            endpoint.note(bind: pdu)
            switch endpoint.behaviour {
            case .silence: return
            case .close: context.close(promise: nil)
            case .answer(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .answerThenClose(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                context.close(promise: nil)
            case .answerInPieces(let bytes): send(bytes[...], context: context)
            }
        }

        private func send(_ bytes: ArraySlice<UInt8>, context: ChannelHandlerContext) {
            guard let first = bytes.first, context.channel.isActive else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [first])), promise: nil)
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
                self.send(bytes.dropFirst(), context: context)
            }
        }
    }
}
