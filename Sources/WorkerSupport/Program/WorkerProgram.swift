internal import AMQPClient
internal import ActivationDomain
internal import ActivationPipeline
internal import Foundation
package import KMSExchange
internal import Logging
internal import Synchronization
internal import Telemetry

/// Puts a worker together from the settings and runs it.
package struct WorkerProgram: Sendable {
    private let installation: Installation
    private let identity: WorkerIdentity
    private let logger: Logger

    /// Makes the program of a worker.
    package init(_ installation: Installation) {
        self.installation = installation
        let host = ProcessInfo.processInfo.hostName
        let name = installation.settings.worker.name ?? "\(host)-\(ProcessInfo.processInfo.processIdentifier)"
        identity = WorkerIdentity(worker: name, host: host, version: Installation.version)
        logger = Logger(program: "rollcall-worker", installation.settings.log)
    }

    /// Runs until `stop` returns; a wrong setting ends it before it takes a job.
    ///
    /// Exchanges are carried out as the settings say, unless `given` does it. `begins` is called before the first job is
    /// taken.
    package func run(
        exchange given: (any ComputerExchange)? = nil,
        until stop: @escaping @Sendable () async -> Void,
        begins: @escaping @Sendable () -> Void = {}
    ) async throws(ProgramFailure) {
        let settings = installation.settings
        let errors = try installation.errorCatalogue()
        let products = try installation.productCatalogue()
        let register = try registerStore(products)
        let metrics = settings.worker.metrics.map { _ in WorkerMetrics(errors) }
        // Before anything is taken: an address that cannot be had must cost no job a delivery.
        let listener = try await listen(metrics)
        let exchange: any ComputerExchange
        let credentialRests = CredentialReports()
        if let given {
            exchange = given
        } else {
            exchange = try await managedExchange(errors, credentialRests)
        }
        do {
            async let consuming = installation.connectLastingly("rollcall-worker \(identity.worker) (jobs)")
            let publishing = try await installation.connectLastingly(
                "rollcall-worker \(identity.worker) (events)"
            )
            let publisher = try await PipelinePublisher(
                over: publishing,
                names: installation.names,
                source: identity.source,
                patience: settings.broker.patience
            )
            credentialRests.start { [identity] in
                metrics?.credentialRests.increment()
                _ = publisher.send(identity.credentialRests($0, until: $1))
            }
            let processor = JobProcessor(
                publisher: publisher,
                admission: Admission(
                    register: register,
                    products: products,
                    staleLimit: .seconds(3600) * settings.retry.scale
                ),
                classifier: Classifier(
                    catalogue: errors,
                    source: identity.source,
                    scale: settings.retry.scale,
                    maximumAttempts: settings.retry.maximumAttempts == 0 ? nil : settings.retry.maximumAttempts
                ),
                exchange: exchange,
                alarms: HostAlarms(interval: .seconds(3600)),
                worker: identity.worker,
                suspectAfter: settings.worker.suspectAfter,
                crashLimit: settings.worker.crashLimit,
                rejections: RejectionLog(logger),
                ends: EndLog(logger),
                metrics: metrics,
                draw: { Double.random(in: 0...1) }
            )
            let worker = ActivationWorker(
                ActivationWorker.Configuration(
                    slots: settings.worker.slots,
                    shutdownLimit: settings.worker.shutdownLimit,
                    suspectAfter: settings.worker.suspectAfter,
                    statusInterval: settings.worker.statusInterval
                ),
                consuming: try await consuming,
                publishing: publishing,
                publisher: publisher,
                processor: processor,
                identity: identity,
                metrics: metrics,
                logger: logger
            )
            if settings.worker.allowedNetworks.isEmpty {
                logger.warning("worker.allowedNetworks is empty: every job will be refused")
            }
            if settings.worker.credentialsFile == nil, given == nil {
                logger.warning("worker.credentialsFile is not set: every exchange but by SSH will fail")
            }
            if settings.retry.scale < 1 {
                logger.notice(
                    "waits are shortened by retry.scale",
                    metadata: ["retry.scale": "\(settings.retry.scale)"]
                )
            }
            try await worker.run(until: stop, begins: begins)
            await publishing.close()
            await (try await consuming).close()
            await listener?.close()
            logger.info("worker stopped", metadata: ["worker.name": "\(identity.worker)"])
        } catch {
            throw ProgramFailure(error)
        }
    }

    /// Answers for the metrics, if there are any.
    private func listen(_ metrics: WorkerMetrics?) async throws(ProgramFailure) -> MetricsListener? {
        guard let metrics, let address = installation.settings.worker.metrics else { return nil }
        metrics.add { [identity] in
            [
                MetricFamily(
                    "rollcall_worker_info",
                    .gauge,
                    "The worker's name and version.",
                    [.init(1, [.init("worker", identity.worker), .init("version", identity.version)])]
                )
            ] + ProcessMetrics.read()
        }
        let listener = try await MetricsListener.listen(on: address) { metrics.text() }
        if !address.isLoopback {
            logger.notice("whoever reaches worker.metrics may read it", metadata: ["worker.metrics": "\(address)"])
        }
        return listener
    }

    private func registerStore(_ products: ProductCatalogue) throws(ProgramFailure) -> RegisterStore {
        do {
            return try RegisterStore(
                path: installation.settings.worker.register,
                products: Set(products.keys),
                tell: { [logger] news in
                    switch news {
                    case .unusable(let reason):
                        logger.error(
                            "the changed asset register cannot be used; the one from before stays in use",
                            metadata: ["register.error": "\(reason)"]
                        )
                    case .gone(let reason):
                        logger.error(
                            "the asset register is gone; the one from before stays in use",
                            metadata: ["register.error": "\(reason)"]
                        )
                    case .back: logger.notice("the asset register is there again")
                    }
                }
            )
        } catch {
            throw ProgramFailure(error)
        }
    }

    private func managedExchange(
        _ errors: ErrorCatalogue,
        _ reports: CredentialReports
    ) async throws(ProgramFailure) -> ManagedExchange {
        try await ExchangeAssembly(installation.settings).managedExchange(errors) {
            [logger] credential, until, detail in
            logger.error(
                "a credential is refused; it rests so that no account is locked",
                metadata: [
                    "credential.id": "\(credential.id)", "credential.until": "\(until)",
                    "error.detail": "\(detail ?? "-")",
                ]
            )
            reports.report(credential, until)
        }
    }
}

/// Hands the news that a credential rests from the exchange, which is made first, to the publisher.
private final class CredentialReports: Sendable {
    private let handler = Mutex<(@Sendable (Credential, Timestamp) -> Void)?>(nil)

    func start(_ handler: @escaping @Sendable (Credential, Timestamp) -> Void) {
        self.handler.withLock { $0 = handler }
    }

    func report(_ credential: Credential, _ until: Timestamp) {
        handler.withLock { $0 }?(credential, until)
    }
}
