package import AMQPClient
internal import Foundation

/// A broker of a test's own, for what would disturb others: ending it, closing its connections, setting alarms off.
package struct PrivateBroker: Sendable {
    /// AMQP URI.
    package let url: String
    private let script: BrokerScript

    fileprivate init(url: String, script: BrokerScript) {
        self.url = url
        self.script = script
    }

    /// How to connect to it.
    package func configuration() throws -> AMQPConfiguration {
        try AMQPConfiguration(uri: url)
    }

    /// Runs rabbitmqctl on it and gives what that printed.
    @discardableResult
    package func control(_ arguments: String...) async throws -> String {
        try await script.control(arguments)
    }

    /// The process id of the Erlang machine.
    package func processID() async throws -> Int32 {
        let text = try await script.run("pid")
        guard let id = Int32(text) else { throw TestSupportError("scripts/broker pid printed \"\(text)\"") }
        return id
    }

    /// Starts it again on the same port, after ``kill()`` or ``stop()``.
    package func start() async throws { try await script.run("start") }
    /// Stops it in order.
    package func stop() async throws { try await script.run("stop") }
    /// Stops it in order and starts it again on the same port.
    package func restart() async throws { try await script.run("restart") }
    /// Ends it as a crash would.
    package func kill() async throws { try await script.run("kill") }
}

/// Starts a broker for `body` alone, and stops it and removes its files whatever comes of that.
package func withPrivateBroker<Result>(_ body: (PrivateBroker) async throws -> Result) async throws -> Result {
    let directory = try TestEnvironment.root() + "/.run/" + TestBroker.uniqueName("private")
    let script = BrokerScript(directory: directory)
    do {
        let result = try await body(PrivateBroker(url: try await script.run("start"), script: script))
        try await remove(script)
        return result
    } catch {
        // The test's own failure is what matters.
        try? await remove(script)
        throw error
    }
}

private func remove(_ script: BrokerScript) async throws {
    try await script.run("stop")
    try FileManager.default.removeItem(atPath: script.directory)
}
