import ActivationDomain
import NIOCore
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("The probe of an address and port", .timeLimit(.minutes(2)))
struct TCPProbeTests {
    private let loopback: IPAddress

    init() throws {
        loopback = try #require(IPAddress("127.0.0.1"))
    }

    @Test("connects where something listens, says nothing, and closes")
    func open() async throws {
        try await RPCEndpoint.with(.silence) { endpoint, port in
            let probe = TCPProbe(limit: .seconds(30))
            #expect(await probe.failure(to: loopback, port: port) == nil)
            await endpoint.connectionEnd()
            #expect(endpoint.counts == RPCEndpoint.Counts(connections: 1, binds: 0, requests: 0, others: 0))
            let finding = await probe.finding(.kmsHost, address: loopback, port: port, service: "the KMS host")
            #expect(finding.state == .ok)
            #expect(finding.sentence == "127.0.0.1:\(port) accepts connections.")
        }
    }

    @Test("tells a refusal from no answer at all")
    func failures() async throws {
        try await QuietPort.withClosed { port in
            #expect(await TCPProbe(limit: .seconds(30)).failure(to: loopback, port: port) == .refused)
        }
        try await QuietPort.withFullQueue { port in
            let probe = TCPProbe(limit: .milliseconds(300))
            #expect(await probe.failure(to: loopback, port: port) == .timedOut)
            let finding = await probe.finding(.kmsHost, address: loopback, port: port, service: "the KMS host")
            #expect(finding.state == .failed)
            #expect(finding.sentence == "127.0.0.1:\(port) does not answer within 300 ms.")
            #expect(finding.data == ["outcome": "timed-out"])
        }
    }

    @Test("ends with the task that runs it")
    func cancelled() async throws {
        try await QuietPort.withFullQueue { port in
            await withTaskGroup(of: NetworkFailure?.self) { group in
                group.addTask { await TCPProbe(limit: .seconds(600)).failure(to: loopback, port: port) }
                group.cancelAll()
                #expect(await group.next() == .timedOut)
            }
        }
    }

    @Test("has words for what the system says")
    func words() {
        func failure(_ code: CInt) -> NetworkFailure { NetworkFailure(IOError(errnoCode: code, reason: "connect")) }
        #expect(failure(111) == .refused)
        #expect(failure(104) == .refused)
        #expect(failure(110) == .timedOut)
        #expect(failure(113) == .noRoute)
        #expect(failure(101) == .noRoute)
        #expect(failure(1) == .forbidden)
        #expect(failure(13) == .forbidden)
        #expect(failure(24) == .other("Too many open files"))
        for each in [NetworkFailure.refused, .timedOut, .noRoute, .forbidden, .other("x")] {
            #expect(each.clause(at: "kms1:1688", limit: .seconds(5)).contains("kms1:1688"))
            #expect(each.advice(for: "the KMS host").hasSuffix("."))
        }
    }
}
