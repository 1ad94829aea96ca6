import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP server on loopback that answers each HTTP request with the bytes that a test gives, right or wrong.
final class ScriptedResponder: Sendable {
    /// What to do with one request.
    enum Answer: Sendable {
        /// Send these bytes and keep the connection.
        case bytes([UInt8])
        /// Send these bytes and close.
        case bytesThenClose([UInt8])
        /// Send one byte every few milliseconds.
        case slowly([UInt8])
        /// Say nothing.
        case silence
    }

    /// What became known to the server, in order.
    enum Event: Sendable {
        case connected
        case request
        case disconnected
    }

    struct Request: Sendable {
        /// The number of its connection, from 1.
        var connection: Int
        var head: String
        var body: String
    }

    fileprivate struct Log {
        var requests: [Request] = []
        var connections = 0
    }

    let port: Int
    let events: AsyncStream<Event>
    private let server: any Channel
    private let shared: Shared

    /// What the handlers of all connections share.
    final class Shared: Sendable {
        fileprivate let log = Mutex(Log())
        let answer: @Sendable (Request) -> Answer
        let events: AsyncStream<Event>.Continuation

        init(answer: @escaping @Sendable (Request) -> Answer, events: AsyncStream<Event>.Continuation) {
            self.answer = answer
            self.events = events
        }
    }

    var requests: [Request] { shared.log.withLock { $0.requests } }
    var connectionCount: Int { shared.log.withLock { $0.connections } }

    private init(tls: NIOSSLContext?, answer: @escaping @Sendable (Request) -> Answer) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let shared = Shared(answer: answer, events: continuation)
        server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = shared.log.withLock { log in
                        log.connections += 1
                        return log.connections
                    }
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(shared: shared, connection: number))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = server.localAddress?.port ?? 0
        events = stream
        self.shared = shared
    }

    /// Runs `body` beside a server that answers by `answer`.
    static func with<Value>(
        tls: NIOSSLContext? = nil,
        answer: @escaping @Sendable (Request) -> Answer,
        body: (ScriptedResponder) async throws -> Value
    ) async throws -> Value {
        let responder = try await ScriptedResponder(tls: tls, answer: answer)
        do {
            let value = try await body(responder)
            try await responder.server.close().get()
            return value
        } catch {
            try await responder.server.close().get()
            throw error
        }
    }

    /// Waits for the next event of a kind.
    func next(_ wanted: Event) async {
        for await event in events where event == wanted { return }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let shared: Shared
        private let connection: Int
        private var received = ""

        init(shared: Shared, connection: Int) {
            self.shared = shared
            self.connection = connection
        }

        func channelActive(context: ChannelHandlerContext) {
            shared.events.yield(.connected)
        }

        func channelInactive(context: ChannelHandlerContext) {
            shared.events.yield(.disconnected)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            guard let end = received.firstRange(of: "\r\n\r\n") else { return }
            let head = String(received[..<end.lowerBound])
            let body = String(received[end.upperBound...])
            let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            guard let length, body.utf8.count >= Int(length.split(separator: " ").last ?? "") ?? .max else { return }
            received = ""
            let request = Request(connection: connection, head: head, body: body)
            shared.log.withLock { $0.requests.append(request) }
            shared.events.yield(.request)
            perform(shared.answer(request), context: context)
        }

        private func perform(_ answer: Answer, context: ChannelHandlerContext) {
            switch answer {
            case .silence: return
            case .bytes(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .bytesThenClose(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                context.close(promise: nil)
            case .slowly(let bytes):
                guard let first = bytes.first, context.channel.isActive else { return }
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [first])), promise: nil)
                context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) {
                    self.perform(.slowly(Array(bytes.dropFirst())), context: context)
                }
            }
        }
    }
}

extension ScriptedResponder.Answer {
    /// A complete HTTP reply.
    static func http(_ body: String, status: String = "200 OK", headers: [String] = []) -> Self {
        .bytes(reply(body, status: status, headers: headers))
    }

    /// The bytes of one.
    static func reply(_ body: String, status: String = "200 OK", headers: [String] = []) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }
}
