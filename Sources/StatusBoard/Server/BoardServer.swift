internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOSSL

/// The web server of the status board.
package struct BoardServer: Sendable {
    private let source: BoardSource
    private let logger: Logger

    /// Makes a server; nothing listens before ``run(began:)``.
    package init(_ source: BoardSource, logger: Logger) {
        self.source = source
        self.logger = logger
    }

    /// Serves until the task is cancelled; `began` is called with the port once it listens.
    package func run(began: @escaping @Sendable (Int) async -> Void) async throws {
        let configuration = source.configuration
        let application = Application(
            router: try router(),
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: nil
            ),
            onServerRunning: { channel in await began(channel.localAddress?.port ?? configuration.port) },
            logger: logger
        )
        try await application.run()
    }

    private func router() throws -> Router<BoardRequestContext> {
        let router = Router(context: BoardRequestContext.self)
        // Says only that the process answers, so it needs no log-on.
        router.get("healthz") { _, _ in "ok\n" }
        let pages = try PageRoutes(source)
        router.add(middleware: PageFailures(renderer: pages.renderer))
        pages.add(to: router)
        return router
    }

    private func server() throws -> HTTPServerBuilder {
        guard let files = source.configuration.tls else { return .http1() }
        let certificates = try NIOSSLCertificate.fromPEMFile(files.certificateFile)
        let key = try NIOSSLPrivateKey(file: files.keyFile, format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        tls.minimumTLSVersion = .tlsv12
        return try .tls(.http1(), tlsConfiguration: tls)
    }
}
