internal import NIOCore
internal import NIOHTTP1

/// One connection to one computer: HTTP in, HTTP out, and the connection's own faults.
///
/// All waiting is done by timers of the event loop; a connection has no thread. A request is answered before the next one is
/// read, which the pipeline sees to.
final class WSManHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request that has come in whole.
    struct Incoming {
        let head: HTTPRequestHead
        let body: [UInt8]

        var contentType: String { head.headers.first(name: "Content-Type")?.lowercased() ?? "" }

        /// What decides about the log-on.
        var logOn: LogOnState.Request {
            LogOnState.Request(
                authorization: head.headers.first(name: "Authorization").map(Authorization.init),
                asksWhoItIs: head.headers.first(name: "WSMANIDENTIFY")?.lowercased() == "unauthenticated",
                body: body.isEmpty ? .empty : EncryptedMessage.isOne(contentType) ? .encrypted : .plain
            )
        }
    }

    /// How the reply to a request goes back.
    struct Return {
        var keepsAlive: Bool
        /// Further headers: what a mechanism has left to say.
        var headers: [(name: String, value: String)] = []
        /// Where the request was encrypted: by which log-on, and how such messages are called.
        var sealing: (context: AcceptorContext, messageProtocol: String)?
    }

    /// What a request may be longer than its envelope when it is encrypted.
    static let wrapping = 2_048

    let computer: LabComputer
    let fault: LabFault?
    let security: ConnectionSecurity
    var logOn: LogOnState
    /// The log-on of the connection, while it is made and once it stands.
    var acceptor: AcceptorContext?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(computer: LabComputer, fault: LabFault?, security: ConnectionSecurity) {
        self.computer = computer
        self.fault = fault
        self.security = security
        logOn = LogOnState(
            computer.scenario.authentication,
            isTLS: security.isTLS,
            forgetsAfter: fault == .loggedOff ? computer.scenario.faultAfter : nil
        )
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard fault != .silent else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
        case .body(let part):
            guard body.count + part.readableBytes <= computer.scenario.envelopeLimit + Self.wrapping else {
                head = nil
                return send(.plain(413), Return(keepsAlive: false), context)
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: Incoming(head: head, body: body), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        acceptor = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func respond(to request: Incoming, _ context: ChannelHandlerContext) {
        let way = Return(keepsAlive: request.head.isKeepAlive)
        let path = request.head.uri.prefix { $0 != "?" }.lowercased()
        if fault == .serverError {
            send(.plain(500, "<html><body>Internal Server Error</body></html>"), way, context)
        } else if fault == .busy {
            send(.plain(503, "<html><body>Service Unavailable</body></html>"), Return(keepsAlive: false), context)
        } else if path != "/wsman", path != "/wsman/" {
            send(.plain(404), way, context)
        } else if request.head.method != .POST {
            send(.plain(405), way, context)
        } else {
            perform(logOn.received(request.logOn), request, way, context)
        }
    }

    /// Carries an operation out.
    func answer(
        _ body: [UInt8],
        contentType: String,
        isKnown: Bool,
        _ way: Return,
        _ context: ChannelHandlerContext
    ) {
        switch answer(body, contentType: contentType, isKnown: isKnown) {
        case .reply(let reply): send(reply, way, context)
        case .reset: ConnectionReset.reset(context.channel)
        case .activation(let call, let writer, let replySeconds, let isTimedOut):
            schedule(call, writer, replySeconds: replySeconds, isTimedOut: isTimedOut, way, context)
        }
    }

    private func answer(_ body: [UInt8], contentType: String, isKnown: Bool) -> Answer {
        guard contentType.hasPrefix("application/soap+xml") else { return .reply(.plain(415)) }
        let request: WSManRequest
        do {
            request = try RequestReader.read(body)
        } catch {
            return .reply(computer.fault(.schema, relatesTo: nil))
        }
        if request.bodyElement == "Identify" {
            let profiles = computer.scenario.authentication.profiles(isTLS: security.isTLS)
            let version = isKnown ? computer.scenario.windowsVersion : nil
            return .reply(.soap(EnvelopeWriter.identify(windowsVersion: version, profiles: profiles)))
        }
        guard isKnown else { return .reply(unauthorized) }
        switch fault {
        case .accessDenied: return .reply(computer.fault(.accessDenied, relatesTo: request.messageID))
        case .usersQuota: return .reply(computer.fault(.usersQuota, relatesTo: request.messageID))
        default: return computer.answer(request)
        }
    }

    /// The effect does not depend on the connection: what a client has asked for happens even when it has gone.
    private func schedule(
        _ call: ActivationCall,
        _ writer: EnvelopeWriter,
        replySeconds: Double,
        isTimedOut: Bool,
        _ way: Return,
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
            if call.fault == .dropped { sendHalf(reply, way, context) } else { send(reply, way, context) }
        }
        guard replySeconds > 0 else { return end() }
        loop.scheduleTask(in: .seconds(replySeconds)) { end() }
    }
}

extension TimeAmount {
    /// Seconds with fractions.
    fileprivate static func seconds(_ seconds: Double) -> TimeAmount {
        .nanoseconds(Int64(seconds * 1e9))
    }
}
