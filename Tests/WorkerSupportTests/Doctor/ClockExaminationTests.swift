import ActivationDomain
import NetworkDiagnosis
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("doctor: the clock", .timeLimit(.minutes(2)))
struct ClockExaminationTests {
    private func findings(
        _ server: String?,
        port: UInt16 = 1,
        dns: UInt16 = 1,
        step: Duration = .seconds(30)
    ) async throws -> [Finding] {
        var settings = Settings.Doctor()
        settings.timeServer = server
        var surroundings = Doctor.Surroundings()
        let loopback = try #require(IPAddress("127.0.0.1"))
        surroundings.dns = DNSServer(address: loopback, port: dns)
        surroundings.timePort = port
        surroundings.step = step
        return await ClockExamination(settings, surroundings).findings()
    }

    @Test("without a server it says that nothing was compared")
    func none() async throws {
        let found = try await findings(nil)
        #expect(found.map(\.state) == [.warning])
        #expect(found[0].advice != nil)
    }

    @Test("agrees, is minutes off, is silent", arguments: [(0, Finding.State.ok), (-120, .warning), (1200, .failed)])
    func server(offset: Int, state: Finding.State) async throws {
        let answer: TimeServerStub.Answer = {
            [TimePacket(answering: $0, at: .now.advanced(by: .seconds(offset))).bytes]
        }
        try await TimeServerStub.with(answer: answer) { stub, port in
            let found = try await findings("127.0.0.1", port: port)
            #expect(found.map(\.state) == [state])
            #expect(stub.queries.count == 1)
        }
    }

    @Test("a name is looked up, and one that DNS does not know is told")
    func name() async throws {
        let time: TimeServerStub.Answer = { [TimePacket(answering: $0, at: .now).bytes] }
        let answer: @Sendable (DNSStub.Question) -> DNSStub.Answer = { question in
            question.name == "ntp.example.edu" && question.type == 1 ? .records([.address([127, 0, 0, 1])]) : .error(3)
        }
        try await TimeServerStub.with(answer: time) { _, port in
            try await DNSStub.with(answer: answer) { _, dns in
                let found = try await findings("ntp.example.edu", port: port, dns: dns)
                #expect(found.map(\.state) == [.ok])
                #expect(found[0].sentence.contains("ntp.example.edu"))
                let unknown = try await findings("nowhere.example.edu", port: port, dns: dns)
                #expect(unknown.map(\.state) == [.warning])
                #expect(unknown[0].data["outcome"] == "no-address")
            }
        }
    }

    @Test("a server that says nothing is a warning, by its limit")
    func silent() async throws {
        try await TimeServerStub.with(answer: { _ in [] }) { _, port in
            let found = try await findings("127.0.0.1", port: port, step: .milliseconds(200))
            #expect(found.map(\.state) == [.warning])
            #expect(found[0].data["outcome"] == "silence")
        }
    }
}
