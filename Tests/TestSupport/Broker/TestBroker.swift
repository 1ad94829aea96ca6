package import AMQPClient

/// The broker that all tests share; a test uses names of its own there and does nothing that disturbs others.
package enum TestBroker {
    /// How to connect to it.
    ///
    /// - Throws: when the environment names none.
    package static func configuration() throws -> AMQPConfiguration {
        try AMQPConfiguration(uri: TestEnvironment.brokerURL())
    }

    /// Runs rabbitmqctl on it and gives what that printed.
    @discardableResult
    package static func control(_ arguments: String...) async throws -> String {
        try await BrokerScript(directory: TestEnvironment.brokerDirectory()).control(arguments)
    }

    /// A name that nothing else on the broker has.
    package static func uniqueName(_ stem: String) -> String {
        "\(stem).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }
}

/// Connects to the shared broker, or to the one given, and closes the connection whatever comes of `body`.
package func withConnection<Result>(
    _ configuration: AMQPConfiguration? = nil,
    _ body: (AMQPConnection) async throws -> Result
) async throws -> Result {
    let connection = try await AMQPConnection.connect(configuration ?? TestBroker.configuration())
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}
