import AMQPClient
import TestSupport
import Testing

@Suite("Handshakes with what is no broker", .timeLimit(.minutes(2)))
struct TLSHandshakeTests {
    /// The error of a connect to OpenSSL's own server, which shakes hands and then waits for a line.
    ///
    /// Its certificate is for 127.0.0.1; whoever asks for `localhost` is shown one for that, and whoever asks for
    /// another name is turned away.
    private func failureToConnect(_ host: String, _ options: [String] = []) async throws -> AMQPError {
        try await withCertificates { folder in
            let authority = try await TestAuthority("ca", in: folder)
            let unnamed = try await authority.issue("a", "IP:127.0.0.1")
            let named = try await authority.issue("b", "DNS:localhost")
            let port = try Listener.freePort()
            let server = try Program(
                "/usr/bin/openssl",
                [
                    "s_server", "-accept", "127.0.0.1:\(port)", "-rev", "-cert", unnamed.certificate, "-key",
                    unnamed.key, "-servername", "localhost", "-servername_fatal", "-cert2", named.certificate, "-key2",
                    named.key,
                ] + options
            )
            defer { server.signal(9) }
            try await eventually("the server listens") { server.output.contains("ACCEPT") }
            var configuration = try AMQPConfiguration(uri: "amqps://\(host):\(port)/")
            configuration.tls?.caFile = authority.certificate
            configuration.connectTimeout = .seconds(10)
            return try #require(await failure { _ = try await AMQPConnection.connect(configuration) })
        }
    }

    @Test("A name is asked for, an address is not", arguments: ["localhost", "127.0.0.1"])
    func serverName(host: String) async throws {
        let error = try await failureToConnect(host)
        #expect(error.code == .unreachable)
        #expect(error.message.contains("does not complete an AMQP log-on"))
    }

    @Test("An old version is refused")
    func oldVersion() async throws {
        let error = try await failureToConnect("localhost", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        #expect(error.code == .tls)
        #expect(error.message.contains("older than 1.2"))
    }
}
