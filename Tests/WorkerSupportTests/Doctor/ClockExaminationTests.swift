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
        for (broker, reason) in [
            (BrokerClock.Outcome.notPermitted, "this user of the broker may declare no queue"),
            (.failed("it hung up"), "the broker's clock could not be read: it hung up."),
        ] {
            let found = await ClockExamination(Settings.Doctor(), Doctor.Surroundings()).findings(broker: broker)
            #expect(found.map(\.state) == [.warning])
            #expect(found[0].sentence.contains("doctor.timeServer is not set, and \(reason)"))
        }
    }

    @Test(
        "without a server it is compared with the broker's, which shows whole seconds",
        arguments: [
            (0.4, 0.6, Finding.State.ok, "This computer's clock agrees with the broker's to 1 s."),
            (60.5, 0.6, .ok, "This computer's clock agrees with the broker's to 62 s."),
            (-75, 0.6, .warning, "This computer's clock is 1 min 15 s behind the broker's; one of the two is wrong."),
            (400, 0.6, .failed, "This computer's clock is 6 min 40 s ahead of the broker's; one of the two is wrong."),
        ]
    )
    func broker(offset: Double, error: Double, state: Finding.State, sentence: String) async {
        let outcome = BrokerClock.Outcome.offset(offset, within: error)
        let found = await ClockExamination(Settings.Doctor(), Doctor.Surroundings()).findings(broker: outcome)
        #expect(found.map(\.state) == [state])
        #expect(found[0].sentence == sentence)
        #expect((found[0].advice == nil) == (state == .ok))
    }

    @Test("a reading of the broker's clock is right to half a second and half of what it took")
    func reading() {
        for (before, after, offset, error) in [(100.4, 100.6, 0, 0.6), (110, 111, 10, 1), (90, 90, -10.5, 0.5)] {
            guard case .offset(let read, let within) = BrokerClock.outcome(broker: 100, before: before, after: after)
            else { return #expect(Bool(false), "it is a reading") }
            #expect(abs(read - offset) < 0.001 && abs(within - error) < 0.001)
        }
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
