internal import ActivationDomain
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import Synchronization

/// How many connections there are, shared by their guards.
final class ConnectionBook: Sendable {
    private let counts: Mutex<ConnectionCounts>

    init(_ counts: ConnectionCounts) { self.counts = Mutex(counts) }

    func open(_ address: ClientAddress) -> Bool { counts.withLock { $0.open(address) } }
    func close(_ address: ClientAddress) { counts.withLock { $0.close(address) } }
}

/// Guards one connection against clients that take more than their share of it.
///
/// It stands between the parts of HTTP and what answers them: a connection too many is told so and closed; a body that
/// comes too slowly or does not end, and a client that takes nothing of its answer, end the connection; a head that is no
/// HTTP or too large gets an answer in words. (Hummingbird's own timeout ends a head that comes too slowly.)
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let book: ConnectionBook
    private var address: ClientAddress?
    private var isAdmitted = true
    private var isAnswered = false
    private var answersDue = 0
    private var bodyBytes = 0
    private var bodyDeadline: Scheduled<Void>?
    private var stallDeadline: Scheduled<Void>?

    init(_ book: ConnectionBook) { self.book = book }

    func channelActive(context: ChannelHandlerContext) {
        let address = ClientAddress(context.remoteAddress)
        isAdmitted = book.open(address)
        if isAdmitted { self.address = address }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let address { book.close(address) }
        address = nil
        bodyDeadline?.cancel()
        stallDeadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        let part = unwrapInboundIn(data)
        switch part {
        case .head:
            guard isAdmitted else { return answer(.serviceUnavailable, Self.tooMany, context) }
            answersDue += 1
            bodyBytes = 0
            bodyDeadline = closing(after: RequestLimits.body, context)
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            // Some of a body that is too long is passed over, so that the client comes to read why it was refused.
            guard bodyBytes <= RequestLimits.bodySize * 32 else { return context.close(promise: nil) }
        case .end:
            bodyDeadline?.cancel()
            bodyDeadline = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { answersDue -= 1 }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallDeadline?.cancel()
        stallDeadline = context.channel.isWritable ? nil : closing(after: RequestLimits.stall, context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, answersDue == 0, !isAnswered, isAdmitted else {
            return context.fireErrorCaught(error)
        }
        if error == .headerOverflow {
            answer(.requestHeaderFieldsTooLarge, Refusal.headTooLarge.text.english, context)
        } else {
            answer(.badRequest, "This is no request of HTTP/1.1.", context)
        }
    }

    private static let tooMany = "The board has too many connections at this moment; try again in a few seconds."

    /// Answers by itself, in words, and closes.
    private func answer(_ status: HTTPResponse.Status, _ sentence: String, _ context: ChannelHandlerContext) {
        isAnswered = true
        let body = ByteBuffer(string: sentence + "\n")
        var headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: "\(body.readableBytes)", .connection: "close",
        ]
        if status == .serviceUnavailable { headers[.retryAfter] = "5" }
        context.write(wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func closing(after limit: Duration, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
