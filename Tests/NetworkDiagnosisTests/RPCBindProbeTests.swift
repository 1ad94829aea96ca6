import ActivationDomain
import NIOPosix
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("The probe of a KMS host's port", .timeLimit(.minutes(2)))
struct RPCBindProbeTests {
    private let loopback: IPAddress
    private let probe = RPCBindProbe(limit: .seconds(30))
    private let hasty = RPCBindProbe(limit: .seconds(5))

    init() throws {
        loopback = try #require(IPAddress("127.0.0.1"))
    }

    /// What the probe finds, after it has been seen to say one bind over one connection, to end that, and nothing else.
    private func outcome(
        _ behaviour: RPCEndpoint.Behaviour,
        by probe: RPCBindProbe? = nil
    ) async throws -> RPCBindOutcome {
        try await RPCEndpoint.with(behaviour) { endpoint, port in
            let outcome = await (probe ?? self.probe).outcome(at: loopback, port: port)
            await endpoint.connectionEnd()
            #expect(endpoint.counts == RPCEndpoint.Counts(connections: 1, binds: 1, requests: 0, others: 0))
            #expect(endpoint.binds == [RPCBind.pdu])
            return outcome
        }
    }

    @Test("finds a KMS host where the interface is taken")
    func accepted() async throws {
        let outcome = try await outcome(.answer(RPCAnswers.acknowledgement()))
        #expect(outcome == .reply(.accepted))
        let finding = outcome.finding(place: "kms1:1688", limit: .seconds(5))
        #expect(finding.state == .ok)
        #expect(finding.advice == nil)
    }

    @Test("reads an answer that comes in pieces, and one after which the peer closes")
    func pieces() async throws {
        #expect(try await outcome(.answerInPieces(RPCAnswers.acknowledgement())) == .reply(.accepted))
        #expect(try await outcome(.answerThenClose(RPCAnswers.acknowledgement())) == .reply(.accepted))
    }

    @Test("warns of an RPC server without the KMS interface")
    func rejected() async throws {
        let outcome = try await outcome(.answer(RPCAnswers.acknowledgement(result: 2, reason: 1)))
        #expect(outcome == .reply(.rejected(result: 2, reason: 1)))
        let finding = outcome.finding(place: "kms1:1688", limit: .seconds(5))
        #expect(finding.state == .warning)
        #expect(finding.sentence == "kms1:1688 answers RPC, but does not know the KMS interface.")
        #expect(finding.advice != nil)
    }

    @Test("tells a bind_nak, and whether it may pass")
    func refused() async throws {
        let busy = try await outcome(.answer(RPCAnswers.refusal(reason: 2)))
        #expect(busy == .reply(.refused(reason: 2)))
        #expect(busy.finding(place: "kms1", limit: .seconds(5)).state == .warning)
        let other = try await outcome(.answer(RPCAnswers.refusal(reason: 4)))
        #expect(other.finding(place: "kms1", limit: .seconds(5)).state == .failed)
    }

    @Test("tells a fault with its status")
    func fault() async throws {
        let finding = try await outcome(.answer(RPCAnswers.fault(status: 5))).finding(place: "k", limit: .seconds(5))
        #expect(finding.state == .failed)
        #expect(finding.data["status"] == "0x00000005")
    }

    @Test("tells what does not speak RPC by its first words")
    func garbage() async throws {
        let outcome = try await outcome(.answerThenClose(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)))
        #expect(outcome == .reply(.notRPC(beginning: "HTTP/1.1 400 Bad Request....")))
        #expect(outcome.finding(place: "kms1:1688", limit: .seconds(5)).sentence.contains("HTTP/1.1 400"))
    }

    @Test("gives up on silence, also in the middle of an answer, and closes")
    func silence() async throws {
        #expect(try await outcome(.silence, by: hasty) == .silence)
        #expect(try await outcome(.answer([5, 0, 12]), by: hasty) == .silence)
        #expect(RPCBindOutcome.silence.finding(place: "kms1:1688", limit: .milliseconds(300)).state == .failed)
    }

    @Test("tells a connection that the peer ends, also in the middle of an answer")
    func closed() async throws {
        #expect(try await outcome(.close) == .closed)
        #expect(try await outcome(.answerThenClose([5, 0, 12])) == .closed)
        #expect(RPCBindOutcome.closed.finding(place: "kms1:1688", limit: .seconds(5)).state == .failed)
    }

    @Test("tells a port on which nothing listens")
    func refusedConnection() async throws {
        try await QuietPort.withClosed { port in
            #expect(await probe.outcome(at: loopback, port: port) == .notConnected(.refused))
            let finding = await probe.finding(host: "kms1", address: loopback, port: port)
            #expect(finding.state == .failed)
            #expect(finding.sentence == "Nothing listens on kms1 (127.0.0.1:\(port)).")
        }
    }

    @Test("ends with the task that runs it, and its connection with it")
    func cancelled() async throws {
        try await RPCEndpoint.with(.silence) { endpoint, port in
            await withTaskGroup(of: RPCBindOutcome.self) { group in
                group.addTask { await probe.outcome(at: loopback, port: port) }
                group.cancelAll()
                let outcome = await group.next()
                #expect(outcome == .silence || outcome == .notConnected(.timedOut))
            }
            #expect(endpoint.counts.requests == 0)
        }
    }

    @Test("would be caught by the endpoint if it sent a request")
    func endpointCounts() async throws {
        try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { endpoint, port in
            let conversation = TCPConversation(
                address: loopback,
                port: port,
                limit: .seconds(30),
                group: MultiThreadedEventLoopGroup.singleton
            )
            // Nothing but a header with the type 0: what the endpoint must see, and no more.
            let end = await conversation.run(saying: RPCAnswers.empty(type: 0), reader: RPCBindReplyReader())
            if case .closed = end {} else { Issue.record("the endpoint did not close") }
            await endpoint.connectionEnd()
            #expect(endpoint.counts == RPCEndpoint.Counts(connections: 1, binds: 0, requests: 1, others: 0))
        }
    }
}
