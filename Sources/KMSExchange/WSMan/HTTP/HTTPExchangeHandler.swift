internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// The end of a connection's pipeline: takes a call, assembles its reply, keeps its time limit.
///
/// It lives on the event loop alone; callers reach it by writing an ``HTTPCall`` to the channel.
final class HTTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPCall
    typealias OutboundOut = HTTPClientRequestPart

    private var state: HTTPExchangeState
    private var outcome: EventLoopPromise<HTTPOutcome>?
    private var limit: Scheduled<Void>?
    private var connectLimit: Scheduled<Void>?
    /// Completed with nil once a request can be sent, with the reason when that never comes.
    private let ready: EventLoopPromise<ChannelError?>
    private let connectDeadline: NIODeadline
    private let usesTLS: Bool
    private let showsCertificate: Bool
    /// Hears why the connection is of no use, also where nobody waits.
    private let failed: @Sendable (ChannelError) -> Void
    /// Whether the connection has stood.
    ///
    /// Before that the attempt to connect tells, and better, why it did not.
    private var hasStood = false

    init(
        ready: EventLoopPromise<ChannelError?>,
        connectDeadline: NIODeadline,
        usesTLS: Bool,
        isInDoubt: Bool,
        showsCertificate: Bool,
        failed: @escaping @Sendable (ChannelError) -> Void
    ) {
        state = HTTPExchangeState(maximumBodySize: 4 << 20, isInDoubt: isInDoubt)
        self.ready = ready
        self.connectDeadline = connectDeadline
        self.usesTLS = usesTLS
        self.showsCertificate = showsCertificate
        self.failed = failed
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connectLimit = context.eventLoop.assumeIsolated().scheduleTask(deadline: connectDeadline) {
            self.ready.succeed(.connectTimeout)
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // Before it has stood, nobody else takes the timer away.
        connectLimit?.cancel()
        connectLimit = nil
        if hasStood { becomeReady(.connectionLost(detail: "The connection ended before it could be used.")) }
        perform(state.connectionEnded(), context: context)
    }

    func channelActive(context: ChannelHandlerContext) {
        hasStood = true
        if !usesTLS { becomeReady(nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        becomeReady(.connectionLost(detail: "The connection ended during the TLS handshake."))
        perform(state.connectionEnded(), context: context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { becomeReady(nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let call = unwrapOutboundIn(data)
        promise?.succeed()
        switch state.send() {
        case .write:
            outcome = call.outcome
            limit = context.eventLoop.assumeIsolated().scheduleTask(deadline: call.deadline) {
                self.perform(self.state.fail(.stepTimeout), context: context)
            }
            context.write(wrapOutboundOut(.head(call.head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(call.body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenFailure { error in
                let reason = ChannelError(network: error, showsCertificate: self.showsCertificate)
                self.perform(self.state.fail(reason), context: context)
            }
        case .complete(let result, _): call.outcome.succeed(result)
        case .nothing, .close: call.outcome.succeed(.notSent)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): perform(state.receive(head: head), context: context)
        case .body(let bytes): perform(state.receive(bytes: bytes), context: context)
        case .end: perform(state.receiveEnd(), context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Still there while the handshake fails, and the only thing that tells an expired certificate.
        let certificate = usesTLS ? try? context.pipeline.syncOperations.nioSSL_peerCertificate() : nil
        let reason = ChannelError(network: error, certificate: certificate, showsCertificate: showsCertificate)
        failed(reason)
        becomeReady(reason)
        perform(state.fail(reason), context: context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // By TLS the channel becomes inactive only after the other side's farewell: whoever waits is told now.
        perform(state.connectionEnded(), context: context)
        context.close(mode: mode, promise: promise)
    }

    private func becomeReady(_ reason: ChannelError?) {
        connectLimit?.cancel()
        connectLimit = nil
        ready.succeed(reason)
    }

    private func perform(_ action: HTTPExchangeState.Action, context: ChannelHandlerContext) {
        switch action {
        case .nothing, .write: return
        case .close: context.close(promise: nil)
        case .complete(let result, let closing):
            limit?.cancel()
            limit = nil
            if closing { context.close(promise: nil) }
            outcome?.succeed(result)
            outcome = nil
        }
    }
}
