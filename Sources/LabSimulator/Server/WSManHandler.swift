internal import NIOCore
internal import NIOHTTP1

/// One connection to one computer: HTTP in, HTTP out, and the connection's own faults.
///
/// All waiting is done by timers of the event loop; a connection has no thread.
final class WSManHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Larger requests are refused, as `MaxEnvelopeSizekb` says.
    static let bodyLimit = 512_000

    private let computer: LabComputer
    private let fault: LabFault?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(computer: LabComputer, fault: LabFault?) {
        self.computer = computer
        self.fault = fault
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard fault != .silent else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
        case .body(let part):
            guard body.count + part.readableBytes <= Self.bodyLimit else {
                head = nil
                return send(.plain(413), keepsAlive: false, context)
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let keepsAlive = head.isKeepAlive
        switch answer(to: head) {
        case .reply(let reply): send(reply, keepsAlive: keepsAlive, context)
        case .reset: ConnectionReset.reset(context.channel)
        case .activation(let call, let writer, let replySeconds, let isTimedOut):
            schedule(call, writer, replySeconds: replySeconds, isTimedOut: isTimedOut, keepsAlive: keepsAlive, context)
        }
    }

    private func answer(to head: HTTPRequestHead) -> Answer {
        if fault == .serverError {
            return .reply(.plain(500, "<html><body>Internal Server Error</body></html>"))
        }
        let path = head.uri.prefix { $0 != "?" }.lowercased()
        guard path == "/wsman" || path == "/wsman/" else { return .reply(.plain(404)) }
        guard head.method == .POST else { return .reply(.plain(405)) }
        let isAnonymous = head.headers.first(name: "WSMANIDENTIFY")?.lowercased() == "unauthenticated"
        let authorization = head.headers.first(name: "Authorization")
        if !isAnonymous || authorization != nil {
            guard computer.authorizes(authorization, isFaulty: fault == .unauthorized) else {
                return .reply(.unauthorized)
            }
        }
        let type = head.headers.first(name: "Content-Type")?.lowercased() ?? ""
        guard type.hasPrefix("application/soap+xml") else { return .reply(.plain(415)) }
        let request: WSManRequest
        do {
            request = try RequestReader.read(body)
        } catch {
            return .reply(computer.fault(.schema, relatesTo: nil))
        }
        if request.bodyElement == "Identify" {
            let version = authorization == nil ? nil : computer.scenario.windowsVersion
            return .reply(.soap(EnvelopeWriter.identify(windowsVersion: version)))
        }
        guard authorization != nil else { return .reply(.unauthorized) }
        if fault == .accessDenied { return .reply(computer.fault(.accessDenied, relatesTo: request.messageID)) }
        return computer.answer(request)
    }

    /// The effect does not depend on the connection: what a client has asked for happens even when it has gone.
    private func schedule(
        _ call: ActivationCall,
        _ writer: EnvelopeWriter,
        replySeconds: Double,
        isTimedOut: Bool,
        keepsAlive: Bool,
        _ context: ChannelHandlerContext
    ) {
        let computer = computer
        let loop = context.eventLoop.assumeIsolated()
        let effectSeconds = isTimedOut ? max(call.seconds, replySeconds + min(replySeconds, 1) + 0.1) : call.seconds
        if isTimedOut {
            loop.scheduleTask(in: .seconds(effectSeconds)) { computer.finish(call) }
        }
        func end() {
            if !isTimedOut { computer.finish(call) }
            guard context.channel.isActive, call.fault != .unanswered else { return }
            let reply = computer.reply(to: call, writer: writer, isTimedOut: isTimedOut)
            if call.fault == .dropped { sendHalf(reply, context) } else { send(reply, keepsAlive: keepsAlive, context) }
        }
        guard replySeconds > 0 else { return end() }
        loop.scheduleTask(in: .seconds(replySeconds)) { end() }
    }

    // MARK: Sending

    private func send(_ reply: HTTPReply, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        var bytes = context.channel.allocator.buffer(string: reply.body)
        if fault == .brokenXML, bytes.readableBytes > 60 {
            // Everything from somewhere inside the last elements on is missing, and a tag is left open.
            bytes.moveWriterIndex(to: bytes.writerIndex - 47)
            bytes.writeString("<")
        }
        context.write(
            wrapOutboundOut(.head(head(reply, length: bytes.readableBytes, keepsAlive: keepsAlive))),
            promise: nil
        )
        if fault == .slow, bytes.readableBytes > 0 {
            return trickle(bytes, keepsAlive: keepsAlive, context)
        }
        if bytes.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
        finish(keepsAlive: keepsAlive, context)
    }

    private func finish(keepsAlive: Bool, _ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        if !keepsAlive {
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    /// 64 bytes every 20 ms.
    private func trickle(_ bytes: ByteBuffer, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        var rest = bytes
        guard context.channel.isActive else { return }
        guard let part = rest.readSlice(length: min(64, rest.readableBytes)), part.readableBytes > 0 else {
            return finish(keepsAlive: keepsAlive, context)
        }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        let remaining = rest
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
            self.trickle(remaining, keepsAlive: keepsAlive, context)
        }
    }

    /// Half of the body that the head has promised, then the end of the connection.
    private func sendHalf(_ reply: HTTPReply, _ context: ChannelHandlerContext) {
        var bytes = context.channel.allocator.buffer(string: reply.body)
        let length = bytes.readableBytes
        bytes.moveWriterIndex(to: bytes.readerIndex + length / 2)
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.write(wrapOutboundOut(.head(head(reply, length: length, keepsAlive: true))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: written)
    }

    private func head(_ reply: HTTPReply, length: Int, keepsAlive: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(5)
        if let type = reply.contentType { headers.add(name: "Content-Type", value: type) }
        headers.add(name: "Server", value: "Microsoft-HTTPAPI/2.0")
        for header in reply.headers { headers.add(name: header.name, value: header.value) }
        headers.add(name: "Content-Length", value: String(length))
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: Int(reply.status)),
            headers: headers
        )
    }
}

extension TimeAmount {
    /// Seconds with fractions.
    fileprivate static func seconds(_ seconds: Double) -> TimeAmount {
        .nanoseconds(Int64(seconds * 1e9))
    }
}
