import ActivationDomain
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import KMSExchange

@Suite("WS-Man over real sockets", .timeLimit(.minutes(3)))
struct WSManConnectionTests {
    private static let identity = Envelopes.envelope(
        "<i:IdentifyResponse xmlns:i=\"i\"><i:ProductVersion>OS: 10.0.20348 SP: 0.0 Stack: 3.0</i:ProductVersion></i:IdentifyResponse>"
    )

    private func open(
        _ port: Int,
        step: Duration = .seconds(30),
        allowBasic: Bool = true
    ) async throws(KMSExchange.ChannelError)
        -> WSManChannel
    {
        try await WSManChannel.open(
            endpoint: ComputerEndpoint(
                address: "127.0.0.1",
                port: port,
                hostName: "pc-1.campus.example",
                scheme: .http
            ),
            proof: .basic(
                WSManCredential(username: "rollcall", password: "pass:word"),
                isAllowedInTheClear: allowBasic
            ),
            limits: ChannelLimits(connect: .seconds(60), step: step),
            group: MultiThreadedEventLoopGroup.singleton
        )
    }

    private func identifyError(
        step: Duration = .seconds(30),
        answer: @escaping @Sendable (ScriptedResponder.Request) -> ScriptedResponder.Answer
    ) async throws -> KMSExchange.ChannelError? {
        try await ScriptedResponder.with(answer: answer) { responder async throws in
            let channel = try await open(responder.port, step: step)
            do throws(KMSExchange.ChannelError) {
                _ = try await channel.identify()
                return nil
            } catch {
                // Whatever went wrong on the wire, the socket is given up.
                await responder.next(.disconnected)
                return error
            }
        }
    }

    private static func error(of channel: WSManChannel) async -> KMSExchange.ChannelError? {
        do throws(KMSExchange.ChannelError) {
            _ = try await channel.identify()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A port of HTTPS that is asked in plain HTTP is told as that, whether it gives an alert, in pieces too, or none"
    )
    func wrongScheme() async throws {
        let alert: [UInt8] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]
        for answer in [ScriptedResponder.Answer.bytesThenClose(alert), .slowly(alert)] {
            #expect(
                try await identifyError { _ in answer }
                    == .protocolViolation(
                        detail: "The answer is TLS, not HTTP. Is it the HTTPS port (5986)? See worker.winrm.scheme."
                    )
            )
        }
        let silent = try await identifyError { _ in .bytesThenClose([]) }
        #expect(silent?.code == .connectionLost && silent?.detail?.contains("worker.winrm.scheme") == true)
        // What is no record of TLS goes on to the parser whole.
        let other = try await identifyError { _ in .bytesThenClose([0x15, 0x41]) }
        #expect(other?.detail?.hasPrefix("The answer is not HTTP: ") == true, "\(other.debugDescription)")
        let late = try await identifyError { _ in
            .bytesThenClose(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8))
        }
        #expect(late == .endedWithinAnswer, "\(late.debugDescription)")
    }

    @Test("Several requests share a connection, and each carries the credential")
    func keepAlive() async throws {
        try await ScriptedResponder.with(answer: { _ in .http(Self.identity) }) { responder async throws in
            let channel = try await open(responder.port)
            for _ in 1...5 { #expect(try await channel.identify() == "OS: 10.0.20348 SP: 0.0 Stack: 3.0") }
            #expect(responder.connectionCount == 1)
            #expect(responder.requests.count == 5)
            for request in responder.requests {
                #expect(request.head.hasPrefix("POST /wsman HTTP/1.1\r\n"))
                #expect(request.head.contains("Authorization: Basic cm9sbGNhbGw6cGFzczp3b3Jk"))
                #expect(request.head.contains("Host: pc-1.campus.example:\(responder.port)"))
            }
            await channel.close()
            await responder.next(.disconnected)
        }
    }

    @Test("A server that closes after each answer gets a new connection for each request")
    func reconnects() async throws {
        try await ScriptedResponder.with(
            answer: { _ in
                .bytesThenClose(ScriptedResponder.Answer.reply(Self.identity, headers: ["Connection: close"]))
            }
        ) { responder async throws in
            let channel = try await open(responder.port)
            for _ in 1...3 { _ = try await channel.identify() }
            #expect(responder.connectionCount == 3)
            #expect(responder.requests.count == 3)
        }
    }

    @Test("A refused credential leaves the connection unharmed and is told as such")
    func unauthorised() async throws {
        try await ScriptedResponder.with(
            answer: { _ in .http("", status: "401 Unauthorized", headers: ["WWW-Authenticate: Basic realm=\"WSMAN\""]) }
        ) { responder async throws in
            let channel = try await open(responder.port)
            await #expect(
                throws: KMSExchange.ChannelError.authentication(
                    detail: "The computer refused the credential (HTTP 401)."
                )
            ) {
                _ = try await channel.identify()
            }
        }
    }

    @Test("HTTP 500 without SOAP")
    func internalError() async throws {
        try await ScriptedResponder.with(answer: { _ in .http("oops", status: "500 Internal Server Error") }) {
            responder in
            let channel = try await open(responder.port)
            await #expect(
                throws: KMSExchange.ChannelError.protocolViolation(detail: "HTTP 500 without a SOAP answer: oops")
            ) {
                _ = try await channel.identify()
            }
        }
    }

    @Test("An answer dropped half-way, and none at all")
    func dropped() async throws {
        let half = Array(ScriptedResponder.Answer.reply(Self.identity).dropLast(20))
        #expect(try await identifyError { _ in .bytesThenClose(half) }?.code == .connectionLost)
        #expect(try await identifyError { _ in .bytesThenClose([]) }?.code == .connectionLost)
    }

    @Test("What is no HTTP")
    func noHTTP() async throws {
        #expect(
            try await identifyError { _ in .bytes(Array("SSH-2.0-OpenSSH\r\n\r\n".utf8)) }?.code == .protocolViolation
        )
    }

    @Test("An answer larger than the bound")
    func tooLarge() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n".utf8)
        let bytes = head + [UInt8](repeating: 32, count: 5_000_000)
        #expect(try await identifyError { _ in .bytes(bytes) }?.code == .protocolViolation)
    }

    @Test("The step's limit ends silence, and bytes that come too slowly")
    func limits() async throws {
        #expect(try await identifyError(step: .milliseconds(150)) { _ in .silence } == .stepTimeout)
        let slow = ScriptedResponder.Answer.slowly(ScriptedResponder.Answer.reply(Self.identity))
        #expect(try await identifyError(step: .milliseconds(150)) { _ in slow } == .stepTimeout)
    }

    @Test("Slow bytes within the limit are an answer")
    func slowButInTime() async throws {
        let short = Envelopes.envelope("<r><ProductVersion>v</ProductVersion></r>")
        let slow = ScriptedResponder.Answer.slowly(ScriptedResponder.Answer.reply(short))
        try await ScriptedResponder.with(answer: { _ in slow }) { responder async throws in
            let version = try await open(responder.port).identify()
            #expect(version == "v")
        }
    }

    @Test("After a limit the next step works on a new connection")
    func readsBack() async throws {
        try await ScriptedResponder.with(answer: { $0.connection == 1 ? .silence : .http(Self.identity) }) {
            responder in
            let channel = try await open(responder.port, step: .seconds(15))
            await #expect(throws: KMSExchange.ChannelError.stepTimeout) { _ = try await channel.identify() }
            #expect(try await channel.identify().hasPrefix("OS:"))
            #expect(responder.connectionCount == 2)
        }
    }

    @Test("Cancelling the task closes the socket")
    func cancellation() async throws {
        try await ScriptedResponder.with(answer: { _ in .silence }) { responder async throws in
            let channel = try await open(responder.port)
            let error = await withTaskGroup(of: KMSExchange.ChannelError?.self) { group in
                group.addTask { await Self.error(of: channel) }
                await responder.next(.request)
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(error == .cancelled)
            await responder.next(.disconnected)
        }
    }

    @Test("Closing the channel ends what is under way, and what comes after")
    func closing() async throws {
        try await ScriptedResponder.with(answer: { _ in .silence }) { responder async throws in
            let channel = try await open(responder.port)
            async let outcome = Self.error(of: channel)
            await responder.next(.request)
            await channel.close()
            #expect(await outcome == .cancelled)
            await #expect(throws: KMSExchange.ChannelError.cancelled) { _ = try await channel.identify() }
        }
    }

    @Test("A channel that nobody holds any more closes its socket")
    func abandoned() async throws {
        try await ScriptedResponder.with(answer: { _ in .http(Self.identity) }) { responder async throws in
            _ = try await open(responder.port).identify()
            await responder.next(.disconnected)
        }
    }

    @Test("A port where nothing listens")
    func refused() async throws {
        let port = try SilentPort()
        let number = port.number
        await #expect(throws: KMSExchange.ChannelError.connectionRefused) { _ = try await open(number) }
    }

    @Test("The password does not go out in the clear unless that is allowed")
    func basicOverHTTP() async throws {
        try await ScriptedResponder.with(answer: { _ in .http(Self.identity) }) { responder async throws in
            do throws(KMSExchange.ChannelError) {
                _ = try await open(responder.port, allowBasic: false)
                Issue.record("Basic over HTTP was allowed")
            } catch {
                #expect(error.code == .authentication)
                #expect(error.detail?.contains("worker.winrm.allowBasicOverHTTP") == true)
            }
            #expect(responder.connectionCount == 0)
        }
    }
}
