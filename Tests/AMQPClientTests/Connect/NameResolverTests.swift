import Foundation
import Synchronization
import Testing

@testable import AMQPClient

@Suite("Look-up of names", .timeLimit(.minutes(3)))
struct NameResolverTests {
    /// A name server that says nothing until it is told to, and counts who asks.
    private final class SilentServer: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let count = Mutex(0)

        var questions: Int { count.withLock { $0 } }

        func answer() { gate.signal() }

        func resolver() -> NameResolver {
            NameResolver { [self] _ in
                count.withLock { $0 += 1 }
                gate.wait()
                return .success(["192.0.2.1"])
            }
        }
    }

    private var soon: ContinuousClock.Instant { .now + .milliseconds(20) }
    private var inTime: ContinuousClock.Instant { .now + .seconds(30) }

    @Test("One that never answers is given up, and its thread is the only one for the name")
    func silent() throws {
        let server = SilentServer()
        let resolver = server.resolver()
        for _ in 0..<5 {
            let error = try #require(throws: AMQPError.self) { try resolver.addresses(of: "mq", until: soon) }
            #expect(error.code == .unreachable)
            #expect(error.message.contains("the look-up of the broker's name mq has no answer in time"))
        }
        #expect(server.questions <= 1)
        server.answer()
        // Joins the first or asks anew, as it happens; either way there is an answer.
        server.answer()
        #expect(try resolver.addresses(of: "mq", until: inTime) == ["192.0.2.1"])
        server.answer()
    }

    @Test("What comes after the limit harms nobody when the resolver is gone")
    func late() {
        let server = SilentServer()
        #expect(throws: AMQPError.self) { try server.resolver().addresses(of: "mq", until: soon) }
        server.answer()
    }

    @Test("An answer, and the lack of one, reach the asker; the next asks anew")
    func answers() throws {
        let count = Mutex(0)
        let resolver = NameResolver { host in
            let turn = count.withLock { count in
                count += 1
                return count
            }
            return turn == 1 ? .failure(AMQPError(.unreachable, "no \(host)")) : .success(["192.0.2.\(turn)", "::1"])
        }
        let error = try #require(throws: AMQPError.self) { try resolver.addresses(of: "mq", until: inTime) }
        #expect(error.message == "no mq")
        #expect(try resolver.addresses(of: "mq", until: inTime) == ["192.0.2.2", "::1"])
    }

    @Test("Addresses need no look-up", arguments: ["127.0.0.1", "::1", "2001:db8::5"])
    func numeric(host: String) throws {
        let resolver = NameResolver { _ in .failure(AMQPError(.unreachable, "asked")) }
        #expect(try resolver.addresses(of: host, until: .now) == [host])
    }

    @Test("The system knows localhost, and no name under .invalid")
    func system() throws {
        let addresses = try NameResolver.system.addresses(of: "localhost", until: inTime)
        #expect(addresses.contains("127.0.0.1") || addresses.contains("::1"))
        let error = try #require(throws: AMQPError.self) { try SystemNames.addresses(of: "mq.invalid").get() }
        #expect(error.code == .unreachable)
        #expect(error.message.contains("mq.invalid"))
    }
}
