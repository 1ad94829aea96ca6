internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore

/// The web server of the status board.
package struct BoardServer: Sendable {
    private let source: BoardSource
    private let access: BoardAccess
    private let logger: Logger

    /// Makes a server; nothing listens before ``run(began:)``.
    package init(_ source: BoardSource, access: BoardAccess, logger: Logger) {
        self.source = source
        self.access = access
        self.logger = logger
    }

    /// Serves until the task is cancelled; `began` is called with the port once it listens.
    ///
    /// - Throws: ``BoardServerError`` when nothing can listen there.
    package func run(began: @escaping @Sendable (Int) async -> Void) async throws {
        let configuration = source.configuration
        let application = Application(
            router: try router(),
            server: server(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    RequestLimits.connections + RequestLimits.surplusConnections,
                    logger: logger
                )
            ),
            onServerRunning: { channel in await began(channel.localAddress?.port ?? configuration.port) },
            logger: ServerLog.logger(logger)
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            if let certificate = access.certificate { group.addTask { try await certificate.run() } }
            group.addTask {
                do {
                    try await application.run()
                } catch {
                    throw BoardServerError(binding: error, configuration) ?? error
                }
            }
            try await group.next()
        }
    }

    /// The routes behind what every request passes.
    ///
    /// In this order, the first outermost: what is counted; header fields, so that each answer has them; answers in words
    /// for whatever is thrown further in, those of the API in its own; the host's name; limits, before anything is spent;
    /// who it is, and whether a form is theirs; words again for what fails in a route, now that it is known for whom. What
    /// a route sees comes from someone who may see the board, and what is posted from a page of it.
    private func router() throws -> Router<BoardRequestContext> {
        let router = Router(context: BoardRequestContext.self, options: .autoGenerateHeadEndpoints)
        let isTLS = source.configuration.tls != nil
        let pages = try PageRoutes(source, store: access.store)
        router.add(middleware: HTTPMetricsMiddleware(source.metrics))
        router.add(middleware: AnswerHeaders(isTLS: isTLS))
        router.add(middleware: FailureAnswers(renderer: pages.renderer))
        router.add(middleware: APIProblemMiddleware())
        router.add(middleware: HostCheck(source.configuration))
        router.add(middleware: LoadLimit())
        router.add(middleware: Recognition(recognizer: access.recognizer, isTLS: isTLS))
        // Says only that the process answers, so it needs no log-on.
        router.get("healthz") { _, _ in "ok\n" }
        LogOnRoutes(recognizer: access.recognizer, isTLS: isTLS, renderer: pages.renderer).add(to: router)
        router.add(middleware: FailureAnswers(renderer: pages.renderer))
        pages.add(to: router)
        OperatorRoutes(store: access.store, reader: source.reader, audit: access.audit, now: source.now).add(to: router)
        APIRoutes(source).add(to: router)
        MetricsRoutes(source).add(to: router)
        return router
    }

    private func server() -> HTTPServerBuilder {
        let book = ConnectionBook(
            ConnectionCounts(limit: RequestLimits.connections, perAddress: RequestLimits.connectionsPerAddress)
        )
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(book)],
            idleTimeout: TimeAmount(RequestLimits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: RequestLimits.headSize,
                maxHeaderListSize: RequestLimits.headSize,
                maxHeaderFieldCount: RequestLimits.headerFields
            )
        )
        return HTTPServerBuilder { [access] responder in
            let channel = HTTP1Channel(responder: responder, configuration: configuration)
            guard let certificate = access.certificate else { return channel }
            return RenewableTLSChannel(base: channel, certificate: certificate)
        }
    }
}
