import AMQPClient
import Foundation
import TestSupport
import Testing

@Suite("TLS to the broker", .serialized, .timeLimit(.minutes(4)))
struct TLSTests {
    /// Publishes and consumes what does not fit into the kernel's buffers.
    private func roundTrip(_ configuration: AMQPConfiguration) async throws {
        try await withConnection(configuration) { connection in
            let (channel, queue) = try await connection.openQueue()
            let body = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let receipts = (0..<200).map { _ in channel.send(body, toQueue: queue) }
            for receipt in receipts { try await receipt.confirmed() }
            var count = 0
            for try await delivery in try await channel.consume(queue, prefetch: 50) {
                delivery.acknowledge()
                #expect(delivery.body == body)
                count += 1
                if count == 200 { break }
            }
        }
    }

    @Test("By a name and by an address; then the broker hangs, and then it is killed")
    func life() async throws {
        try await withTLSBroker { tls in
            try await roundTrip(tls.configuration())
            try await roundTrip(tls.configuration("127.0.0.1"))

            var configuration = try tls.configuration()
            configuration.heartbeat = .seconds(3)
            let idle = try await AMQPConnection.connect(configuration)
            let busy = try await AMQPConnection.connect(configuration)
            let (channel, queue) = try await busy.openQueue()
            try await tls.broker.suspend()
            // More than the kernel's buffers hold, on both sides.
            let receipts = (0..<10_000).map { _ in channel.send([UInt8](repeating: 0, count: 4_000), toQueue: queue) }
            for receipt in receipts { #expect(await receipt.result() == .connectionLost) }
            #expect(await busy.ended().code == .connectionLost)
            #expect(await idle.ended().code == .connectionLost)
            configuration.connectTimeout = .seconds(1)
            #expect(await failure { _ = try await AMQPConnection.connect(configuration) }?.code == .unreachable)
            try await tls.broker.resume()

            let killed = try await AMQPConnection.connect(try tls.configuration())
            configuration = try tls.configuration()
            configuration.recovery = AMQPRecovery()
            configuration.publishDeadline = .seconds(60)
            let recovering = try await AMQPConnection.connect(configuration)
            let durable = try await recovering.openChannel()
            try await durable.enableConfirms()
            let name = TestBroker.uniqueName("tls")
            try await durable.declare(AMQPQueue(name))
            try await tls.broker.flush()
            try await tls.broker.kill()
            #expect(await killed.ended().code == .connectionLost)
            let receipt = durable.send(toQueue: name)
            try await tls.broker.start()
            // Apart, so that a failure shows its code.
            let outcome = try await receipt.result { durable.send(toQueue: name) }
            #expect(outcome == nil)
            await recovering.close()
        }
    }

    @Test("Connections over TLS, good and bad, leave neither threads nor descriptors")
    func leaks() async throws {
        func count(_ folder: String) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: folder).count
        }
        try await withTLSBroker { tls in
            let other = try await TestAuthority("other", in: tls.folder)
            // Tests beside this one come and go with some of both; a leak would leave one a connection at least.
            let rounds = 90
            let before = (threads: try count("/proc/self/task"), descriptors: try count("/proc/self/fd"))
            for round in 0..<rounds {
                var configuration = try tls.configuration()
                if round % 3 == 0 { configuration.tls?.caFile = other.certificate }
                if round % 3 == 1 { configuration.password = "wrong" }
                guard let connection = try? await AMQPConnection.connect(configuration) else { continue }
                #expect(round % 3 == 2)
                await connection.close()
            }
            try await eventually("the threads end") { try count("/proc/self/task") < before.threads + rounds * 2 / 3 }
            try await eventually("the descriptors are closed") {
                try count("/proc/self/fd") < before.descriptors + rounds * 2 / 3
            }
        }
    }

    @Test("What is wrong with the broker's certificate is told apart")
    func certificates() async throws {
        try await withTLSBroker { tls in
            let other = try await TestAuthority("other", in: tls.folder)
            let unknown = try await tls.failureToConnect { $0.tls?.caFile = other.certificate }
            #expect(unknown.code == .tls)
            #expect(unknown.message.contains("comes from the authority \"ca\""))
            #expect(unknown.message.contains(other.certificate))

            try await tls.present(try await tls.authority.issue("broker", "DNS:localhost"))
            let address = try await tls.failureToConnect("127.0.0.1")
            #expect(address.code == .tls)
            #expect(address.message.contains("is not for 127.0.0.1: it is for localhost;"))
            try await roundTrip(tls.configuration())

            try await tls.present(try await tls.authority.issue("localhost", "DNS:mq.example,IP:127.0.0.1"))
            let name = try await tls.failureToConnect()
            #expect(name.code == .tls)
            #expect(name.message.contains("is not for localhost: it is for mq.example, 127.0.0.1;"))

            try await tls.present(try await tls.authority.issue("localhost"))
            #expect(try await tls.failureToConnect().message.contains("it names none"))

            try await tls.present(try await tls.authority.issue("broker", "DNS:localhost", daysLeft: 0))
            let expired = try await tls.failureToConnect()
            #expect(expired.code == .tls)
            #expect(expired.message.contains(" expired at 20"))

            try await tls.present(try await tls.authority.issue("broker", "DNS:localhost"))
            try await roundTrip(tls.configuration())
        }
    }

    @Test("TLS spoken to a port without it, and the other way round; a broker that takes no certificate for a log-on")
    func otherPort() async throws {
        try await withTLSBroker { tls in
            let plain = try tls.broker.configuration().port
            let noTLS = try await tls.failureToConnect { $0.port = plain }
            #expect(noTLS.code == .invalidConfiguration)
            #expect(noTLS.message.contains("localhost:\(plain) does not speak TLS"))

            let spoken = try await tls.failureToConnect("127.0.0.1") { $0.tls = nil }
            #expect(spoken.code == .unreachable)
            #expect(spoken.message.contains("amqps://"))

            let issued = try await tls.authority.issue("guest")
            let noExternal = try await tls.failureToConnect(user: "") {
                $0.tls?.clientCertificate = .init(certificateFile: issued.certificate, keyFile: issued.key)
            }
            #expect(noExternal.code == .refused)
            #expect(noExternal.message.contains("offers no log-on by certificate"))
        }
    }

    @Test("A client certificate logs on as the user of its common name")
    func clientCertificates() async throws {
        try await withTLSBroker(clientCertificates: true) { tls in
            try await tls.broker.control("add_user", "worker-1", "of no use")
            try await tls.broker.control("set_permissions", "worker-1", ".*", ".*", ".*")
            func present(_ issued: TestAuthority.Issued) -> (inout AMQPConfiguration) -> Void {
                { $0.tls?.clientCertificate = .init(certificateFile: issued.certificate, keyFile: issued.key) }
            }
            let known = try await tls.authority.issue("worker-1")
            var configuration = try tls.configuration(user: "")
            present(known)(&configuration)
            try await roundTrip(configuration)
            #expect(configuration.logsOnByCertificate)

            // Whoever names a user means that one, also with a certificate.
            configuration = try tls.configuration()
            present(known)(&configuration)
            try await roundTrip(configuration)

            let missing = try await tls.failureToConnect()
            #expect(missing.code == .tls)
            #expect(missing.message.contains("broker.certificateFile"))

            let other = try await TestAuthority("other", in: tls.folder)
            let unknown = try await tls.failureToConnect(user: "", present(try await other.issue("worker-1")))
            #expect(unknown.code == .tls)
            #expect(unknown.message.contains("does not take the client certificate"))

            let expired = try await tls.authority.issue("worker-1", daysLeft: 0)
            #expect(try await tls.failureToConnect(user: "", present(expired)).code == .tls)

            let stranger = try await tls.authority.issue("stranger")
            let refused = try await tls.failureToConnect(user: "", present(stranger))
            #expect(refused.code == .refused)
            #expect(refused.message.contains("by the client certificate \(stranger.certificate): "))
            #expect(refused.message.hasSuffix("of the name in that certificate (ssl_cert_login_from)?"))
            #expect(!refused.message.contains("password"))
        }
    }
}
