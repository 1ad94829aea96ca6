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
        try read(settings.catalogue.errors) { text, file throws(CatalogueError) in
            try ErrorCatalogue(yaml: text, file: file)
        }
    }

    /// Reads the product catalogue.
    package func productCatalogue() throws(ProgramFailure) -> ProductCatalogue {
        try read(settings.catalogue.products) { text, file throws(CatalogueError) in
            try ProductCatalogue(yaml: text, file: file)
        }
    }

    /// The broker's address with the password from where the settings say; the broker's management shows `name`.
    package func broker(connectionName name: String) throws(ProgramFailure) -> AMQPConfiguration {
        do {
            var configuration = try AMQPConfiguration(uri: settings.broker.url)
            if !configuration.hasPassword, let password = try settings.broker.password() {
                configuration.password = password.reveal()
            }
            configuration.connectionName = name
            configuration.heartbeat = settings.broker.heartbeat
            configuration.connectTimeout = settings.broker.connectTimeout
            return configuration
        } catch {
            throw ProgramFailure(error)
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

    /// Connects to the broker.
    package func connect(_ name: String) async throws(ProgramFailure) -> AMQPConnection {
        let configuration = try broker(connectionName: name)
        do {
            return try await AMQPConnection.connect(configuration)
        } catch {
            throw ProgramFailure(error)
        }
    }

    private func read<Value>(
        _ path: String,
        _ parse: (String, String) throws(CatalogueError) -> Value
    ) throws(ProgramFailure) -> Value {
        do {
            return try parse(try TextFile.read(path), path)
        } catch let error as FileReadError {
            throw ProgramFailure(.settings, error.description)
        } catch {
            throw ProgramFailure(error)
        }
    }
}
