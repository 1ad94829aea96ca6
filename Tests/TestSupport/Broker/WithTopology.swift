package import AMQPClient
package import ActivationPipeline

/// Declares the project's topology on the shared broker, or the one given, under a prefix of its own, and takes it away
/// again whatever comes of `body`; with `results` also the queue of how each job ended.
package func withTopology<Result>(
    results: Bool = false,
    on configuration: AMQPConfiguration? = nil,
    _ body: (BrokerNames, AMQPConnection) async throws -> Result
) async throws -> Result {
    let configuration = try configuration ?? TestBroker.configuration()
    let names = BrokerNames(prefix: TestBroker.uniqueName("test"))
    let topology = Topology(names: names, results: results)
    do {
        let result = try await withConnection(configuration) { connection in
            let channel = try await connection.openChannel()
            try await topology.apply(on: channel)
            try await channel.close()
            return try await body(names, connection)
        }
        try await remove(topology, configuration)
        return result
    } catch {
        // The test's own failure is what matters; it may have ended the broker.
        try? await remove(topology, configuration)
        throw error
    }
}

/// Over a connection of its own, since the test may have broken its one.
private func remove(_ topology: Topology, _ configuration: AMQPConfiguration) async throws {
    try await cleaningUp {
        try await withConnection(configuration) { connection in
            try await topology.remove(on: try await connection.openChannel())
        }
    }
}
