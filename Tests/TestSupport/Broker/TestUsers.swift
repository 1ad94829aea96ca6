package import AMQPClient
package import ActivationPipeline
internal import Foundation

/// The users of least rights of one prefix, with passwords of their own; they stay until the broker goes.
package struct TestUsers: Sendable {
    private let names: BrokerNames
    private let broker: AMQPConfiguration
    private let folder: String

    /// Makes them on the shared broker, or on a test's own.
    package static func make(for names: BrokerNames, on broker: PrivateBroker? = nil) async throws -> TestUsers {
        let script = try broker?.script ?? BrokerScript(directory: TestEnvironment.brokerDirectory())
        let file = "\(script.directory)/\(names.prefix).definitions.json"
        let definitions = BrokerUser.definitions(of: BrokerUser.all(names), virtualHost: "/")
        try definitions.write(toFile: file, atomically: true, encoding: .utf8)
        try await script.run("users", ["--definitions", file])
        try FileManager.default.removeItem(atPath: file)
        let configuration = try broker?.configuration() ?? TestBroker.configuration()
        return TestUsers(names: names, broker: configuration, folder: "\(script.directory)/users")
    }

    /// The name of a role's user.
    package func name(_ role: BrokerUser.Role) -> String { BrokerUser(role, names).name }

    /// The file that holds its password.
    package func passwordFile(_ role: BrokerUser.Role) -> String { "\(folder)/\(name(role))" }

    /// How to connect as it.
    package func configuration(_ role: BrokerUser.Role) throws -> AMQPConfiguration {
        var configuration = broker
        configuration.username = name(role)
        configuration.password = try password(role)
        return configuration
    }

    /// Its URI without the password, as it stands in settings.
    package func address(_ role: BrokerUser.Role) -> String { "amqp://\(name(role))@\(broker.host):\(broker.port)/" }

    /// Its URI with the password, for programs that take no other.
    package func url(_ role: BrokerUser.Role) throws -> String {
        "amqp://\(name(role)):\(try password(role))@\(broker.host):\(broker.port)/"
    }

    private func password(_ role: BrokerUser.Role) throws -> String {
        try String(contentsOfFile: passwordFile(role), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
