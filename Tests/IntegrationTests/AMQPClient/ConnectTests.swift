import AMQPClient
import TestSupport
import Testing

@Suite("Connecting", .timeLimit(.minutes(2)))
struct ConnectTests {
    private func failureToConnect(_ change: (inout AMQPConfiguration) -> Void) async throws -> AMQPError {
        var configuration = try TestBroker.configuration()
        change(&configuration)
        do {
            let connection = try await AMQPConnection.connect(configuration)
            await connection.close()
        } catch {
            return error
        }
        throw TestSupportError("connected, though it should have failed")
    }

    @Test("A wrong password is refused and not shown")
    func wrongPassword() async throws {
        let error = try await failureToConnect { $0.password = "Geheim" }
        #expect(error.code == .refused)
        #expect(error.replyCode == 403)
        #expect(!"\(error)".contains("Geheim"))
    }

    @Test("An unknown virtual host is refused")
    func unknownVirtualHost() async throws {
        let error = try await failureToConnect { $0.virtualHost = "nowhere" }
        #expect(error.code == .refused)
        #expect(error.message.contains("nowhere"))
    }

    @Test("Nothing listens")
    func nothingListens() async throws {
        let port = try Listener.freePort()
        let error = try await failureToConnect { $0.port = port }
        #expect(error.code == .unreachable)
        #expect(error.message.contains("127.0.0.1:\(port)"))
    }

    @Test("A name that there is not")
    func unknownName() async throws {
        #expect(try await failureToConnect { $0.host = "mq.invalid" }.code == .unreachable)
    }

    @Test("A listener that says nothing is given up")
    func silence() async throws {
        let listener = try Listener()
        let port = listener.port
        let error = try await failureToConnect {
            $0.port = port
            $0.connectTimeout = .seconds(3)
        }
        #expect(error.code == .unreachable)
        let hasConnected = listener.acceptOne()
        #expect(hasConnected)
    }

    @Test(
        "A listener that speaks something else",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "AMQP\u{0}\u{1}\u{0}\u{0}", ""]
    )
    func otherProtocol(answer: String) async throws {
        let listener = try Listener()
        let port = listener.port
        async let failed = failureToConnect {
            $0.port = port
            $0.connectTimeout = .seconds(2)
        }
        try await eventually("a client") { listener.acceptOne(andSay: answer) }
        #expect(try await failed.code == .unreachable)
    }
}
