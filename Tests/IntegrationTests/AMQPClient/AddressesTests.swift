import TestSupport
import Testing

@testable import AMQPClient

@Suite("Several addresses of a name", .timeLimit(.minutes(2)))
struct AddressesTests {
    // The brokers of the tests listen on 127.0.0.1 alone.
    private func connect(_ targets: [String], _ limit: Duration = .seconds(10)) throws(AMQPError) {
        do {
            var configuration = try TestBroker.configuration()
            configuration.connectTimeout = limit
            let address = AMQPAddress(host: "mq", port: configuration.port)
            let resolver = NameResolver { _ in .success(targets) }
            _ = try ConnectionHandle(connecting: configuration, to: address, resolver: resolver)
        } catch {
            throw error as? AMQPError ?? AMQPError(.protocolViolation, "another error: \(error)")
        }
    }

    @Test("The next is tried when one refuses")
    func inTurn() throws {
        try connect(["127.0.0.2", "127.0.0.3", "127.0.0.1"])
        try connect(["127.0.0.1", "127.0.0.2"])
    }

    @Test("When all refuse, each is told")
    func none() throws {
        let error = try #require(throws: AMQPError.self) { try connect(["127.0.0.2", "127.0.0.3"]) }
        #expect(error.code == .unreachable)
        #expect(error.message.contains("127.0.0.2: connection refused; 127.0.0.3: connection refused"))
    }
}
