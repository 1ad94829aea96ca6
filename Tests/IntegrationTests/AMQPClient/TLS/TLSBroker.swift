import AMQPClient
import Foundation
import TestSupport

/// A broker that speaks TLS, and the authority that vouches for it.
struct TLSBroker {
    let broker: PrivateBroker
    let authority: TestAuthority
    /// Where further certificates may be put.
    let folder: String
    private let port: Int

    fileprivate init(_ broker: PrivateBroker, _ authority: TestAuthority, _ folder: String) async throws {
        self.broker = broker
        self.authority = authority
        self.folder = folder
        port = try await AMQPConfiguration(uri: broker.tlsURL()).port
    }

    /// How to connect to it by a name, as a user with the password or as none.
    func configuration(_ host: String = "localhost", user: String = "guest:guest@") throws -> AMQPConfiguration {
        var configuration = try AMQPConfiguration(uri: "amqps://\(user)\(host):\(port)/")
        configuration.tls?.caFile = authority.certificate
        return configuration
    }

    /// The error of a connect; none of the client's errors when it succeeds.
    func failureToConnect(
        _ host: String = "localhost",
        user: String = "guest:guest@",
        _ change: (inout AMQPConfiguration) -> Void = { _ in }
    ) async throws -> AMQPError {
        var configuration = try configuration(host, user: user)
        change(&configuration)
        do throws(AMQPError) {
            await (try await AMQPConnection.connect(configuration)).close()
        } catch {
            return error
        }
        throw TestSupportError("connected, though it should have failed")
    }

    /// Gives it another certificate, as an administrator would.
    func present(_ issued: TestAuthority.Issued) async throws {
        try TLSBroker.install(issued, in: folder)
        try await broker.control("eval", "ssl:clear_pem_cache().")
    }

    fileprivate static func install(_ issued: TestAuthority.Issued, in folder: String) throws {
        for (path, name) in [(issued.certificate, "cert.pem"), (issued.key, "key.pem")] {
            try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: "\(folder)/\(name)"))
        }
    }
}

/// Starts a broker with a certificate for `localhost` and 127.0.0.1, and ends it whatever comes of `body`.
func withTLSBroker(
    clientCertificates: Bool = false,
    _ body: (TLSBroker) async throws -> Void
) async throws {
    try await withCertificates { folder in
        let authority = try await TestAuthority("ca", in: folder)
        try TLSBroker.install(try await authority.issue("broker", "DNS:localhost,IP:127.0.0.1"), in: folder)
        let options = ["--tls", folder] + (clientCertificates ? ["--client-certificates"] : [])
        try await withPrivateBroker(options) { broker in
            try await body(try await TLSBroker(broker, authority, folder))
        }
    }
}
