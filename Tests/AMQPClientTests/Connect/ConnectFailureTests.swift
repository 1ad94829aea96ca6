import Testing

@testable import AMQPClient

@Suite("Addresses that do not answer")
struct ConnectFailureTests {
    @Test("Each of a name's is told with its reason")
    func name() {
        let failures = [
            ConnectFailure(target: "192.0.2.1", reason: "connection refused"),
            ConnectFailure(target: "2001:db8::1", reason: "no answer"),
        ]
        let error = ConnectFailure.error(of: failures, AMQPAddress(host: "mq", port: 5672))
        #expect(error.code == .unreachable)
        #expect(
            error.message == "no broker answers at mq:5672 (192.0.2.1: connection refused; 2001:db8::1: no answer);"
                + " is it running, and is broker.url right?"
        )
    }

    @Test("The setting is told that names the address")
    func setting() throws {
        var configuration = try AMQPConfiguration(uri: "amqp://mq/")
        let further = AMQPAddress(host: "mq-2", port: 5672)
        configuration.furtherAddresses = [further]
        #expect(configuration.setting(of: AMQPAddress(host: "mq", port: 5672)) == "broker.url")
        #expect(configuration.setting(of: further) == "broker.addresses")
        let failures = [ConnectFailure(target: "192.0.2.1", reason: "connection refused")]
        let error = ConnectFailure.error(of: failures, further, setting: "broker.addresses")
        #expect(error.message.hasSuffix("is it running, and is broker.addresses right?"))
        let name = TLSFailure(finding: .wrongName, names: "mq").error(nil, further, setting: "broker.addresses")
        #expect(name?.message.contains("use a name that it has in broker.addresses,") == true)
    }

    @Test("Of several addresses each is told; what is the same at all of them once")
    func several() {
        let (first, second) = (AMQPAddress(host: "mq", port: 5672), AMQPAddress(host: "mq-2", port: 5673))
        let away = AMQPError(.unreachable, "no broker answers at mq:5672")
        let refused = AMQPError(.refused, "the broker refuses the log-on", replyCode: 403)
        #expect(AMQPError(ofAll: [(first, away)]) == away)
        let both = AMQPError(ofAll: [(first, away), (second, refused)])
        #expect(both.code == .refused && both.replyCode == 403)
        #expect(
            both.message == "there is no connection at any of the broker's 2 addresses: "
                + "(1) no broker answers at mq:5672 (2) mq-2:5673: the broker refuses the log-on"
        )
        #expect(AMQPError(ofAll: [(first, refused), (second, refused)]) == refused)
        #expect(AMQPError(ofAll: []).code == .invalidConfiguration)
    }

    @Test("A numeric one is not told twice")
    func numeric() {
        let failures = [ConnectFailure(target: "::1", reason: "connection refused")]
        let error = ConnectFailure.error(of: failures, AMQPAddress(host: "::1", port: 5672))
        #expect(error.message.hasPrefix("no broker answers at [::1]:5672 (connection refused);"))
    }

    @Test("What one that answers is told for goes before")
    func verdict() {
        let verdict = AMQPError(.tls, "expired")
        let failures = [
            ConnectFailure(target: "a", reason: "connection refused"),
            ConnectFailure(target: "b", reason: "", verdict: verdict),
            ConnectFailure(target: "c", reason: "connection refused"),
        ]
        #expect(ConnectFailure.error(of: failures, AMQPAddress(host: "mq", port: 5671)) == verdict)
    }

    @Test("Every finding of TLS has a sentence of its own, but for a peer that just went away")
    func findings() throws {
        var sentences: Set<String> = []
        for finding in TLSFailure.Finding.allCases {
            let failure = TLSFailure(finding: finding, names: "a, b", issuer: "CA", limit: "2030", reason: "why")
            guard let error = failure.error(AMQPTLS(), AMQPAddress(host: "mq", port: 5671)) else {
                #expect(finding == .unfinished)
                continue
            }
            #expect(error.code == (finding == .noTLS ? .invalidConfiguration : .tls))
            #expect(error.message.contains("mq:5671"))
            #expect(!error.message.contains("\n") && !error.message.hasSuffix("."))
            sentences.insert(error.message)
        }
        #expect(sentences.count == TLSFailure.Finding.allCases.count - 1)
    }

    @Test("An issuer's certificate is not taken for the broker's")
    func issuer() throws {
        let failure = TLSFailure(finding: .expired, isOfIssuer: true, limit: "2030-01-01T00:00:00Z")
        let message = try #require(failure.error(AMQPTLS(), AMQPAddress(host: "mq", port: 5671))).message
        #expect(message.hasPrefix("the certificate of an authority of mq:5671 expired at 2030-01-01T00:00:00Z;"))
    }
}
