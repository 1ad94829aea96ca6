internal import ActivationDomain
package import NIOCore
internal import NIOPosix

extension SSHOpener {
    /// Where the client connects to by itself.
    ///
    /// - Returns: the port of the register, the settings or the user's configuration; nil where that has a jump host or
    ///   another program in between.
    package func port(of target: ChannelTarget, within limit: Duration) async throws(ChannelError) -> Int? {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        return try await port(SSHArguments(target, configuration), by: .now() + TimeAmount(limit), on: loop)
    }

    private func port(
        _ arguments: SSHArguments,
        by end: NIODeadline,
        on loop: any EventLoop
    ) async throws(ChannelError) -> Int? {
        let settings = try await SSHMaster.settings(arguments, by: end, on: loop)
        return settings.hasProxy ? nil : arguments.port ?? settings.port
    }

    /// Waits for the line with which a server of SSH begins, before anything is asked of it (RFC 4253, section 4.2).
    ///
    /// What is reached by a jump host is only seen by the client.
    package func knock(
        _ target: ChannelTarget,
        within limit: Duration,
        on loop: any EventLoop
    ) async throws(ChannelError) {
        let end = NIODeadline.now() + TimeAmount(limit)
        guard let port = try await port(SSHArguments(target, configuration), by: end, on: loop) else { return }
        let greeting = loop.makePromise(of: Void.self)
        let attempt = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(configuration.limits.connect))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Greeting(greeting))
                }
            }
        do {
            let address = try SocketAddress(ipAddress: target.address.description, port: port)
            let timeout = loop.scheduleTask(in: TimeAmount(configuration.limits.connect)) {
                greeting.fail(ChannelError.connectTimeout)
            }
            let connecting = attempt.connect(to: address)
            connecting.whenFailure { greeting.fail(ChannelError(network: $0)) }
            defer {
                timeout.cancel()
                connecting.whenSuccess { $0.close(promise: nil) }
            }
            try await withTaskCancellationHandler {
                try await greeting.futureResult.get()
            } onCancel: {
                greeting.fail(ChannelError.cancelled)
            }
        } catch {
            let error = error as? ChannelError ?? ChannelError(network: error)
            // Whatever else is wrong with it, the client tells in more words.
            if error.isSilence { throw error }
        }
    }
}

/// Hears the first bytes of a connection.
private final class Greeting: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let heard: EventLoopPromise<Void>

    init(_ heard: EventLoopPromise<Void>) {
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        // One that closes at once is there; why it does, the client tells.
        heard.succeed()
        context.fireChannelInactive()
    }
}
