internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Answers `GET /metrics` over HTTP, and nothing else.
///
/// On one thread of those that exchanges use, with SwiftNIO's HTTP alone, so that a worker pays for it with a socket.
struct MetricsListener: Sendable {
    private let channel: any Channel

    /// Begins to listen.
    ///
    /// - Throws: ``ProgramFailure`` when the address cannot be had: with exit code 69 when another program has it, else 78.
    static func listen(
        on address: ListenAddress,
        text: @escaping @Sendable () -> String
    ) async throws(ProgramFailure) -> MetricsListener {
        let connections = ConnectionCount()
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
                .serverChannelOption(.backlog, value: 16)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard connections.add() else { throw ChannelError.connectTimeout(.zero) }
                        channel.closeFuture.whenComplete { _ in connections.remove() }
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(120)))
                        try pipeline.configureHTTPServerPipeline(
                            withPipeliningAssistance: true,
                            withErrorHandling: true
                        )
                        try pipeline.addHandler(MetricsHandler(text))
                    }
                }
                .bind(host: address.host, port: address.port).get()
            return MetricsListener(channel: channel)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ProgramFailure(
                .unavailable,
                "worker.metrics: another program listens on \(address); give this worker a port of its own"
            )
        } catch {
            throw ProgramFailure(.settings, "worker.metrics: \(address) cannot be listened on: \(reason(error))")
        }
    }

    /// Stops to listen.
    func close() async { try? await channel.close() }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL: "this host does not have that address"
        case let error as IOError where error.errnoCode == EACCES: "only root may use that port"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is SocketAddressError: "there is no host of that name"
        default: "\(error)"
        }
    }
}
