internal import NIOCore
internal import NIOHTTP1
internal import Synchronization
internal import Telemetry

/// One connection of who reads the metrics.
final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let text: @Sendable () -> String
    private var head: HTTPRequestHead?

    init(_ text: @escaping @Sendable () -> String) {
        self.text = text
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        // No request here has a body.
        case .body: context.close(promise: nil)
        case .end:
            guard let head = head.take() else { return }
            answer(head, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = request.uri.prefix { $0 != "?" }
        switch (path, request.method) {
        case ("/metrics", .GET), ("/metrics", .HEAD):
            send(.ok, PrometheusText.contentType, text(), to: request, context)
        case ("/metrics", _):
            send(.methodNotAllowed, "text/plain", "only GET and HEAD are answered here\n", to: request, context)
        default:
            send(.notFound, "text/plain", "there is only /metrics here\n", to: request, context)
        }
    }

    private func send(
        _ status: HTTPResponseStatus,
        _ contentType: String,
        _ text: String,
        to request: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders([
            ("Content-Type", contentType), ("Content-Length", String(text.utf8.count)), ("Cache-Control", "no-store"),
        ])
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: text)))),
                promise: nil
            )
        }
        let promise = request.isKeepAlive ? nil : context.eventLoop.makePromise(of: Void.self)
        if let promise {
            let channel = context.channel
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }
}

/// How many connections there are; each has its price, and who reads metrics needs one.
final class ConnectionCount: Sendable {
    private static let most = 32
    private let count = Atomic<Int>(0)

    /// Counts one more; false when there are enough.
    func add() -> Bool {
        guard count.wrappingAdd(1, ordering: .relaxed).newValue <= ConnectionCount.most else {
            remove()
            return false
        }
        return true
    }

    func remove() { count.wrappingSubtract(1, ordering: .relaxed) }
}
