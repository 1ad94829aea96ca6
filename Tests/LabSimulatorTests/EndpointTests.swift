import Foundation
import Testing

@testable import LabSimulator

/// Encodings, limits and the endpoint's own faults, over a socket.
@Suite(.timeLimit(.minutes(3))) struct EndpointTests {
    static let products = LabServerTests.products

    private func lab(_ settings: String) throws -> LabScenario {
        try LabScenario.parse("port: 0\ncomputers: [{ name: E, address: 127.33.0.1, \(settings) }]")
    }

    @Test(arguments: [
        ("utf-8", "UTF-8", String.Encoding.utf8, 0), ("utf-16", "UTF-16", .utf16LittleEndian, 2),
        ("utf-16-no-bom", "UTF-16", .utf16LittleEndian, 0),
    ])
    func repliesInTheEncoding(_ word: String, _ charset: String, _ encoding: String.Encoding, _ mark: Int) async throws
    {
        try await LabServer.withRunning(scenario: lab("encoding: \(word)")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            let reply = try client.exchange(Envelope.enumerate(Self.products))
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/soap+xml;charset=\(charset)")
            #expect(Array(reply.bytes.prefix(mark)) == Array([0xFF, 0xFE].prefix(mark)))
            let text = try #require(String(bytes: reply.bytes.dropFirst(mark), encoding: encoding))
            #expect(Envelope.texts("Name", in: text) == ["Windows(R), Education edition"])
            // Faults too; what is none of SOAP has no encoding.
            let fault = try client.exchange(Envelope.get("Win32_Nothing"))
            #expect(fault.status == 500 && fault.headers["content-type"] == "application/soap+xml;charset=\(charset)")
        }
    }

    @Test func aPageThatIsTooLargeIsAFault() async throws {
        try await LabServer.withRunning(scenario: lab("noise: 100, envelopeLimit: 20000")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            let all = "select * from SoftwareLicensingProduct"
            let large = try client.exchange(Envelope.enumerate(all))
            #expect(large.status == 500)
            #expect(large.body.contains("w:EncodingLimit") && large.body.contains("Code=\"2150858824\""))
            #expect(large.body.contains("faultDetail/MaxEnvelopeSizeExceeded"))
            // What asks for less gets it, and a page that was too large can be had in pieces.
            var reply = try client.exchange(Envelope.enumerate(all, maxElements: 2))
            #expect(reply.status == 200)
            let context = try #require(Envelope.texts("EnumerationContext", in: reply.body).first)
            #expect(try client.exchange(Envelope.pull(context)).status == 500)
            reply = try client.exchange(Envelope.pull(context, maxElements: 2))
            #expect(reply.status == 200 && Envelope.texts("ID", in: reply.body).count == 2)
        }
    }

    @Test func aRequestThatIsTooLargeIs413() async throws {
        try await LabServer.withRunning(scenario: lab("envelopeLimit: 8192")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            client.send(String(repeating: "x", count: 12_000))
            #expect(try client.receive().status == 413)
        }
    }

    @Test func anOperationEndsAtTheLimitAndIsCarriedOutAllTheSame() async throws {
        let scenario = try lab("seconds: 0.4, operationLimit: 0.1, activate: ok")
        try await LabServer.withRunning(scenario: scenario) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            let listed = try client.exchange(Envelope.enumerate(Self.products)).body
            let id = try #require(Envelope.texts("ID", in: listed).first)
            let reply = try client.exchange(Envelope.invoke("Activate", on: "SoftwareLicensingProduct", ["ID": id]))
            #expect(reply.status == 500 && reply.body.contains("Code=\"2150858793\""))
            let deadline = ContinuousClock.now + .seconds(20)
            while server.ledger.count(.activate) == 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            let state = try client.exchange(Envelope.get("SoftwareLicensingProduct", ["ID": id])).body
            #expect(Envelope.texts("LicenseStatus", in: state) == ["1"])
        }
    }

    @Test func busyIs503AndCloses() async throws {
        try await LabServer.withRunning(scenario: lab("fault: busy, faultTimes: 1")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            let reply = try client.exchange(Envelope.enumerate(Self.products))
            #expect(reply.status == 503 && reply.headers["connection"] == "close")
            #expect(!reply.body.contains("Envelope"))
            var next = try RawClient("127.33.0.1", port: server.port)
            #expect(try next.exchange(Envelope.enumerate(Self.products)).status == 200)
        }
    }

    @Test func usersQuotaIsAFaultOfEveryOperation() async throws {
        try await LabServer.withRunning(scenario: lab("fault: usersQuota, faultTimes: 1")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            for _ in 0..<2 {
                let reply = try client.exchange(Envelope.enumerate(Self.products))
                #expect(reply.status == 500 && reply.body.contains("w:QuotaLimit"))
                #expect(reply.body.contains("Code=\"2150859175\""))
            }
            #expect(try client.exchange(Envelope.identify).status == 200)
        }
    }

    @Test func loggedOffIs401InTheMiddleOnce() async throws {
        try await LabServer.withRunning(scenario: lab("fault: loggedOff, faultAfter: 2")) { server in
            var client = try RawClient("127.33.0.1", port: server.port)
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try client.exchange(Envelope.enumerate(Self.products)).status) }
            #expect(statuses == [200, 200, 401, 200, 200])
            // Nobody has shown a wrong password.
            #expect(server.refusedLogOns(computer: "E") == 0)
        }
    }

    @Test func logOnsThatNeedAProcessOfTheirOwnAreNotServedHere() async throws {
        let error = await #expect(throws: LabError.self) {
            try await LabServer.withRunning(scenario: lab("authentication: [negotiate, basic]")) { _ in }
        }
        #expect(error?.code == .unavailable)
    }

    @Test(arguments: [
        ("authentication: digest", "'authentication' takes"),
        ("authentication: []", "'authentication' must be"),
        ("encryption: maybe", "'encryption' must be"),
        ("channelBinding: full", "'channelBinding' must be"),
        ("encoding: latin-1", "'encoding' must be"),
        ("envelopeLimit: 100", "'envelopeLimit' must be"),
        ("operationLimit: long", "'operationLimit' must be"),
        ("fault: busy, faultAfter: 1", "'faultAfter' goes with"),
    ])
    func wrongKeysAreNamed(_ settings: String, _ words: String) {
        let error = #expect(throws: ScenarioError.self) { try lab(settings) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func encryptionIsRequiredUnlessBasicIsAllThereIs() throws {
        func authentication(_ settings: String) throws -> LabAuthentication? {
            try lab(settings).computers.first?.authentication
        }
        #expect(try authentication("noise: 0") == LabAuthentication())
        #expect(try authentication("authentication: [basic, certificate]")?.encryption == .allowed)
        #expect(try authentication("authentication: [basic, ntlm]")?.encryption == .required)
        #expect(try authentication("authentication: ntlm, encryption: allowed")?.encryption == .allowed)
    }
}
