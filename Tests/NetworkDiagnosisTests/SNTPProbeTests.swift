import ActivationDomain
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("The probe of a time server", .timeLimit(.minutes(2)))
struct SNTPProbeTests {
    private let loopback: IPAddress
    private let probe = SNTPProbe(limit: .seconds(30))
    private let hasty = SNTPProbe(limit: .milliseconds(300))

    init() throws {
        loopback = try #require(IPAddress("127.0.0.1"))
    }

    /// What the probe finds, after it has been seen to ask once.
    private func outcome(
        by probe: SNTPProbe? = nil,
        _ answer: @escaping TimeServerStub.Answer
    ) async throws -> SNTPOutcome {
        try await TimeServerStub.with(answer: answer) { stub, port in
            let outcome = await (probe ?? self.probe).outcome(at: loopback, port: port)
            // A probe that gives up soon may have done so before the question was read.
            try await eventually("the question arrives") { !stub.queries.isEmpty }
            #expect(stub.queries.count == 1)
            #expect(stub.queries.allSatisfy { $0.count == 48 && $0[0] == 0x23 })
            return outcome
        }
    }

    private func finding(_ outcome: SNTPOutcome) -> Finding {
        outcome.finding(server: "ntp1", limit: .seconds(3))
    }

    /// The offset that a server with this error should show, and whether it does: to half the round trip, by theory.
    private func shows(_ error: Duration, _ outcome: SNTPOutcome) throws {
        guard case .sample(let sample) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let slack = sample.roundTrip / 2 + .milliseconds(1)
        #expect(sample.offset >= error - slack && sample.offset <= error + slack, "\(sample)")
    }

    @Test("agrees with a server that is right")
    func right() async throws {
        let outcome = try await outcome { [TimePacket(answering: $0, at: .now).bytes] }
        try shows(.zero, outcome)
        #expect(finding(outcome).state == .ok)
        #expect(finding(outcome).data["stratum"] == "2")
    }

    @Test("sees a server that is hours off, in either direction")
    func hoursOff() async throws {
        let ahead = try await outcome { [TimePacket(answering: $0, at: .now.advanced(by: .seconds(7200))).bytes] }
        try shows(.seconds(7200), ahead)
        #expect(finding(ahead).state == .failed)
        #expect(finding(ahead).sentence.hasSuffix(" behind the time server ntp1."))
        let behind = try await outcome { [TimePacket(answering: $0, at: .now.advanced(by: .seconds(-120))).bytes] }
        #expect(finding(behind).state == .warning)
        #expect(finding(behind).sentence.hasSuffix(" ahead of the time server ntp1."))
    }

    @Test("tells a server that wants no questions, and one that is not synchronised")
    func unusable() async throws {
        let kiss = try await outcome { query in
            var packet = TimePacket(answering: query, at: .now)
            packet.stratum = 0
            packet.reference = Array("DENY".utf8)
            return [packet.bytes]
        }
        #expect(kiss == .problem(.kissOfDeath("DENY")))
        #expect(finding(kiss).state == .warning)
        #expect(finding(kiss).sentence.contains("DENY"))
        let unset = try await outcome { query in
            var packet = TimePacket(answering: query, at: .now)
            packet.leap = 3
            return [packet.bytes]
        }
        #expect(unset == .problem(.unsynchronised))
        #expect(finding(unset).state == .warning)
    }

    @Test("passes over answers to other questions, and takes the right one")
    func forged() async throws {
        let outcome = try await outcome { query in
            var forged = TimePacket(answering: query, at: .now.advanced(by: .seconds(3600)))
            forged.origin ^= 0xFF
            return [forged.bytes, TimePacket(answering: query, at: .now).bytes]
        }
        try shows(.zero, outcome)
    }

    @Test("gives up on silence, and on answers to other questions alone")
    func silence() async throws {
        #expect(try await outcome(by: hasty) { _ in [] } == .silence)
        let forged = try await outcome(by: hasty) { query in
            var packet = TimePacket(answering: query, at: .now)
            packet.origin = 0
            return [packet.bytes]
        }
        #expect(forged == .silence)
        #expect(finding(forged).sentence == "The time server ntp1 does not answer within 3 s.")
    }

    @Test("tells what is no time server, and a port on which nothing listens")
    func notThere() async throws {
        #expect(try await outcome { _ in [Array("hello".utf8)] } == .problem(.notNTP))
        let outcome = try await QuietPort.withClosedUDP { await probe.outcome(at: loopback, port: $0) }
        #expect(outcome == .notReached(.refused))
        #expect(finding(outcome).sentence == "Nothing listens on the time server ntp1.")
    }

    @Test("ends with the task that runs it")
    func cancelled() async throws {
        try await TimeServerStub.with(answer: { _ in [] }) { _, port in
            await withTaskGroup(of: SNTPOutcome.self) { group in
                group.addTask { await SNTPProbe(limit: .seconds(600)).outcome(at: loopback, port: port) }
                group.cancelAll()
                #expect(await group.next() == .silence)
            }
        }
    }
}
