package import AMQPClient
package import ActivationDomain
package import ActivationPipeline
internal import Foundation

/// What every program of an installation starts from: its settings and what they name.
package struct Installation: Sendable {
    /// The version that programs and events show.
    package static let version = "0.1.0"

    package let settings: Settings

    /// Reads the settings.
    ///
    /// - Parameter path: the file that `--config` names.
    /// - Throws: ``ProgramFailure`` with exit code 78.
    package init(configPath path: String?) throws(ProgramFailure) {
        do {
            settings = try Settings.load(explicitPath: path, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw ProgramFailure(error)
        }
    }

    package var names: BrokerNames { BrokerNames(prefix: settings.topology.prefix) }

    package var topology: Topology { Topology(names: names, results: settings.topology.results) }

    /// Reads the error catalogue.
    package func errorCatalogue() throws(ProgramFailure) -> ErrorCatalogue {
        try read(settings.catalogue.errors, "the error catalogue (catalogue.errors)") {
            text,
            file throws(CatalogueError) in
            try ErrorCatalogue(yaml: text, file: file)
        }
    }

    /// Reads the product catalogue.
    package func productCatalogue() throws(ProgramFailure) -> ProductCatalogue {
        try read(settings.catalogue.products, "the product catalogue (catalogue.products)") {
            text,
            file throws(CatalogueError) in
            try ProductCatalogue(yaml: text, file: file)
        }
    }

    /// Reads the asset register, of which every row must be right, as for a worker.
    package func register(_ products: ProductCatalogue) throws(ProgramFailure) -> RegisterFile {
        do {
            let path = settings.worker.register
            let file = try RegisterFile.read(path, products: Set(products.keys))
            guard let first = file.problems.first else { return file }
            let rows = file.wrongRows == 1 ? "a wrong row" : "\(file.wrongRows) wrong rows"
            throw ProgramFailure(
                .data,
                "the asset register \(path) has \(rows): \("\(first)".withoutFullStop); "
                    + "\"rollcall enroll --dry-run\" names all that are wrong"
            )
        } catch {
            throw ProgramFailure(error)
        }
    }

    /// The computers of the asset register; none where it cannot be used.
    var registeredComputers: [RegisteredComputer] {
        (try? productCatalogue()).flatMap { try? register($0).register.computers } ?? []
    }

    /// The broker's address with the password from where the settings say; the broker's management shows `name`.
    package func broker(connectionName name: String) throws(ProgramFailure) -> AMQPConfiguration {
        do {
            var configuration = try AMQPConfiguration(uri: settings.broker.url)
            configuration.tls = settings.broker.tls
            configuration.furtherAddresses = settings.broker.addresses
            // A file that nothing is done with need not be readable.
            if !configuration.hasPassword, !configuration.logsOnByCertificate {
                try setPassword(of: &configuration)
            }
            configuration.connectionName = name
            configuration.heartbeat = settings.broker.heartbeat
            configuration.connectTimeout = settings.broker.connectTimeout
            return configuration
        } catch {
            throw ProgramFailure(error)
        }
    }

    private func setPassword(of configuration: inout AMQPConfiguration) throws {
        if let password = try settings.broker.password() {
            configuration.password = password.reveal()
        } else if configuration.username != "guest" {
            // Tried without one, the broker would only say that it is wrong. The user of a new RabbitMQ has a known one.
            throw ProgramFailure(
                .settings,
                "there is no password for the broker's user \(configuration.username): name a file that holds it in "
                    + "broker.passwordFile, or set \(SettingVariable.brokerPassword)"
            )
        }
    }

    /// The virtual host of the broker's address.
    package func virtualHost() throws(ProgramFailure) -> String {
        do {
            return try AMQPConfiguration(uri: settings.broker.url).virtualHost
        } catch {
            throw ProgramFailure(error)
        }
    }

    /// Connects to the broker; the connection ends when it breaks.
    package func connect(_ name: String) async throws(ProgramFailure) -> AMQPConnection {
        try await connect(broker(connectionName: name))
    }

    /// Connects to the broker; the connection is rebuilt when it breaks.
    ///
    /// A broker that is not there at the beginning, or that refuses, is told at once.
    /// - Parameters:
    ///   - name: what the broker's management shows.
    ///   - patience: how long a refusal is borne; nil for as long as the settings say.
    ///   - publishDeadline: how long a publish may be held up; nil for without end.
    /// - Returns: the connection, which stands.
    /// - Throws: ``ProgramFailure``.
    package func connectLastingly(
        _ name: String,
        patience: Duration? = nil,
        publishDeadline: Duration? = nil
    ) async throws(ProgramFailure) -> AMQPConnection {
        var configuration = try broker(connectionName: name)
        var recovery = AMQPRecovery()
        recovery.patience = patience ?? settings.broker.patience
        configuration.recovery = recovery
        configuration.publishDeadline = publishDeadline
        return try await connect(configuration)
    }

    private func connect(_ configuration: AMQPConfiguration) async throws(ProgramFailure) -> AMQPConnection {
        do {
            return try await AMQPConnection.connect(configuration)
        } catch {
            throw ProgramFailure(error)
        }
    }

    private func read<Value>(
        _ path: String,
        _ what: String,
        _ parse: (String, String) throws(CatalogueError) -> Value
    ) throws(ProgramFailure) -> Value {
        do {
            return try parse(try TextFile.read(path), path)
        } catch let error as FileReadError {
            // By default it is sought below the folder that a program is run in.
            let advice =
                error.isMissing && settings.file == nil
                ? "; name your settings file by --config or ROLLCALL_CONFIG" : ""
            throw ProgramFailure(.settings, "\(what) \(error.description)\(advice)")
        } catch {
            throw ProgramFailure(error)
        }
    }
}
