internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// One HTTP/1.1 connection, plain or by TLS, to one address; kept alive over a whole exchange.
///
/// One task at a time sends requests. Where the other side has closed the connection in between, the next request
/// makes a new one to the same address; a request of which a byte may have been sent is never sent twice.
final class HTTPConnection: Sendable {
    private struct State {
        var channel: (any Channel)?
        /// Why no connection of TLS to this computer is of use: by TLS 1.3 it may say so after the handshake, when nobody
        /// waits for its answer yet, and would say so again.
        var refusal: ChannelError?
        /// Whether any request was answered.
        var isAnswered = false
        var isClosed = false
        var isCancelled = false
    }

    private let endpoint: ComputerEndpoint
    var scheme: ComputerEndpoint.Scheme { endpoint.scheme }
    private let connectLimit: Duration
    private let end: NIODeadline
    private let group: any EventLoopGroup
    private let tls: NIOSSLContext?
    private let showsCertificate: Bool
    private let state = Mutex(State())

    /// Makes a connection object that is not connected yet; no attempt to connect lasts beyond `end`.
    init(
        endpoint: ComputerEndpoint,
        connectLimit: Duration,
        end: NIODeadline,
        tls: NIOSSLContext?,
        showsCertificate: Bool,
        group: any EventLoopGroup
    ) {
        self.end = end
        self.endpoint = endpoint
        self.connectLimit = connectLimit
        self.tls = tls
        self.showsCertificate = showsCertificate
        self.group = group
    }

    deinit {
        state.withLock { $0.channel }?.close(promise: nil)
    }

    /// Makes the connection, TLS handshake included, if there is none.
    func connect() async throws(ChannelError) {
        _ = try await liveChannel()
    }

    /// The connection that stands, or a new one.
    func link() async throws(ChannelError) -> HTTPLink {
        HTTPLink(channel: try await liveChannel())
    }

    /// Sends a POST and waits for the complete reply until `deadline`; after a failure the connection is closed.
    ///
    /// `body` is made when it is sent and let go of before the reply comes: thousands of requests wait at a time.
    func post(
        path: String,
        headers: HTTPHeaders,
        deadline: NIODeadline,
        body: () -> ByteBuffer
    ) async throws(ChannelError)
        -> HTTPReply
    {
        for _ in 1...2 {
            let channel = try await liveChannel()
            let sent = send(path, headers, body(), deadline, on: channel)
            switch await outcome(of: sent, on: channel) {
            case .reply(let reply): return answered(reply)
            case .notSent: forget(channel)
            case .failure(let error):
                forget(channel)
                throw isGivenUp ? .cancelled : error
            }
        }
        throw isGivenUp ? .cancelled : .connectionLost(detail: "The computer closes each connection before a request.")
    }

    /// Sends a POST over one connection and no other; after a failure that is closed.
    ///
    /// - Returns: nil when the connection had ended before any byte was written.
    func post(
        path: String,
        headers: HTTPHeaders,
        deadline: NIODeadline,
        on link: HTTPLink,
        body: () throws(ChannelError) -> ByteBuffer
    ) async throws(ChannelError) -> HTTPReply? {
        let sent = send(path, headers, try body(), deadline, on: link.channel)
        switch await outcome(of: sent, on: link.channel) {
        case .reply(let reply): return answered(reply)
        case .notSent:
            forget(link)
            if isGivenUp { throw .cancelled }
            return nil
        case .failure(let error):
            forget(link)
            throw isGivenUp ? .cancelled : error
        }
    }

    /// Closes one connection; the next request makes a new one.
    func forget(_ link: HTTPLink) {
        forget(link.channel)
    }

    /// Closes the connection for good.
    func close() async {
        let channel = state.withLock { state in
            state.isClosed = true
            defer { state.channel = nil }
            return state.channel
        }
        // That it was closed already is no error.
        try? await channel?.close().get()
    }

    private func answered(_ reply: HTTPReply) -> HTTPReply {
        state.withLock { $0.isAnswered = true }
        return reply
    }

    private var isGivenUp: Bool { Task.isCancelled || state.withLock { $0.isClosed } }

    private func send(
        _ path: String,
        _ headers: HTTPHeaders,
        _ body: ByteBuffer,
        _ deadline: NIODeadline,
        on channel: any Channel
    ) -> EventLoopFuture<HTTPOutcome> {
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
        head.headers.add(name: "Content-Length", value: String(body.readableBytes))
        let promise = channel.eventLoop.makePromise(of: HTTPOutcome.self)
        let call = HTTPCall(head: head, body: body, deadline: deadline, outcome: promise)
        // The handler accepts every call; the write fails only where there is no handler any more.
        channel.writeAndFlush(call).whenFailure { _ in promise.succeed(.notSent) }
        return promise.futureResult
    }

    private func outcome(of sent: EventLoopFuture<HTTPOutcome>, on channel: any Channel) async -> HTTPOutcome {
        await withTaskCancellationHandler {
            (try? await sent.get()) ?? .notSent
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func liveChannel() async throws(ChannelError) -> any Channel {
        if isGivenUp { throw .cancelled }
        let (channel, refusal) = state.withLock { ($0.channel, $0.refusal) }
        if let refusal { throw refusal }
        if let channel, channel.isActive { return channel }
        return try await open()
    }

    private func failed(_ reason: ChannelError) {
        switch reason {
        case .tls, .authentication, .noLogOn: state.withLock { $0.refusal = reason }
        default: break
        }
    }

    private func open() async throws(ChannelError) -> any Channel {
        let address: SocketAddress
        do {
            address = try SocketAddress(ipAddress: endpoint.address, port: endpoint.port)
        } catch {
            throw .protocolViolation(detail: "\(endpoint.address) is no IP address.")
        }
        let loop = group.next()
        let ready = loop.makePromise(of: ChannelError?.self)
        state.withLock { $0.isCancelled = false }
        let attempt = bootstrap(on: loop, ready: ready).connect(to: address)
        attempt.whenFailure { error in
            // A reset in answer to the very first packet is a refusal; some kernels say one, some the other.
            let isReset = (error as? IOError)?.errnoCode == ECONNRESET
            ready.succeed(isReset ? .connectionRefused : ChannelError(network: error))
        }
        let reason = await withTaskCancellationHandler { () -> ChannelError? in
            do {
                return try await ready.futureResult.get()
            } catch {
                return ChannelError(network: error)
            }
        } onCancel: {
            state.withLock { state in
                state.isCancelled = true
                return state.channel
            }?.close(promise: nil)
        }
        if isGivenUp { throw .cancelled }
        if let reason { throw reason }
        guard let channel = state.withLock({ $0.channel }) else { throw .cancelled }
        return channel
    }

    private func bootstrap(on loop: any EventLoop, ready: EventLoopPromise<ChannelError?>) -> ClientBootstrap {
        let now = NIODeadline.now()
        let deadline = min(now + TimeAmount(connectLimit), end)
        return ClientBootstrap(group: loop)
            .connectTimeout(deadline - now)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A connection keeps its buffers while it waits, which it does most of the time: one that takes most replies
            // at once, where the library's own choice is up to four that grow.
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { [self] channel in
                adopt(channel)
                return channel.eventLoop.makeCompletedFuture { [self] in
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(tlsHandler(tls))
                    } else {
                        try pipeline.addHandler(TLSRecordSniffer())
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        HTTPExchangeHandler(
                            ready: ready,
                            connectDeadline: deadline,
                            usesTLS: tls != nil,
                            isInDoubt: tls == nil && !state.withLock { $0.isAnswered },
                            showsCertificate: showsCertificate,
                            // Who holds the connection alone keeps it alive, not what it has put into the pipeline.
                            failed: { [weak self] in self?.failed($0) }
                        )
                    )
                }
            }
    }

    private func tlsHandler(_ tls: NIOSSLContext) throws -> NIOSSLClientHandler {
        // An address is no name for SNI (RFC 6066, section 3); without one the certificate must carry the address.
        let isAddress = (try? SocketAddress(ipAddress: endpoint.hostName, port: 0)) != nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : endpoint.hostName)
    }

    private func adopt(_ channel: any Channel) {
        let isUnwanted = state.withLock { state in
            if state.isClosed || state.isCancelled { return true }
            state.channel = channel
            return false
        }
        if isUnwanted { channel.close(promise: nil) }
    }

    private func forget(_ channel: any Channel) {
        state.withLock { state in
            if state.channel === channel { state.channel = nil }
        }
        channel.close(promise: nil)
    }
}
