import ActivationDomain
import NetworkDiagnosis
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("doctor: KMS hosts", .timeLimit(.minutes(2)))
struct KMSHostExaminationTests {
    /// What is found where `answer` is what DNS says, with one domain in the search list.
    private func findings(
        _ settings: Settings.KMS = Settings.KMS(),
        search: [String] = ["example.edu"],
        step: Duration = .seconds(30),
        answer: @escaping @Sendable (DNSStub.Question) -> DNSStub.Answer
    ) async throws -> (findings: [Finding], questions: [String]) {
        try await DNSStub.with(answer: answer) { stub, port in
            let loopback = try #require(IPAddress("127.0.0.1"))
            var surroundings = Doctor.Surroundings()
            surroundings.dns = DNSServer(address: loopback, port: port)
            surroundings.searchDomains = search
            surroundings.step = step
            let found = await KMSHostExamination(settings, surroundings).findings()
            return (found, Set(stub.questions.map(\.name)).sorted())
        }
    }

    private func states(_ findings: [Finding]) -> [String] {
        findings.map { "\($0.area.rawValue) \($0.state.rawValue)" }
    }

    @Test("two records: each host, each address, one bind and no request")
    func records() async throws {
        try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { good, goodPort in
            try await QuietPort.withClosed { closedPort in
                let (found, _) = try await findings { question in
                    switch (question.name, question.type) {
                    case ("_vlmcs._tcp.example.edu", 33):
                        .records([
                            .service(0, 10, goodPort, "kms1.example.edu"),
                            .service(1, 10, closedPort, "kms2.example.edu"),
                        ])
                    case (_, 1): .records([.address([127, 0, 0, 1])])
                    default: .records([])
                    }
                }
                #expect(states(found) == ["dns ok", "dns ok", "kms-host ok", "dns ok", "kms-host failed"])
                #expect(found[0].data["hosts"] == "kms1.example.edu:\(goodPort) kms2.example.edu:\(closedPort)")
                #expect(found[2].sentence == "kms1.example.edu (127.0.0.1:\(goodPort)) answers as a KMS host.")
                #expect(found[4].data["outcome"] == "refused")
                #expect(found[4].advice?.isEmpty == false)
                #expect(good.counts == RPCEndpoint.Counts(connections: 1, binds: 1))
            }
        }
    }

    @Test("a record with port 0 is what is wrong, and nothing is looked for there")
    func noPort() async throws {
        let (found, questions) = try await findings { question in
            question.type == 33 ? .records([.service(0, 10, 0, "kms1.example.edu")]) : .error(3)
        }
        #expect(states(found) == ["dns failed"])
        #expect(
            found[0].sentence.hasPrefix("The SRV record _vlmcs._tcp.example.edu gives port 0 for kms1.example.edu,")
        )
        #expect(found[0].data["outcome"] == "no-port")
        #expect(questions == ["_vlmcs._tcp.example.edu"])
    }

    @Test("a host that two records name, in any case, is looked at once, and that there are two is a warning")
    func repeated() async throws {
        try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { endpoint, port in
            let (found, _) = try await findings { question in
                switch question.type {
                case 33: .records([.service(0, 0, port, "KMS1.example.edu"), .service(1, 0, port, "kms1.example.edu")])
                case 1: .records([.address([127, 0, 0, 1])])
                default: .records([])
                }
            }
            #expect(states(found) == ["dns ok", "dns warning", "dns ok", "kms-host ok"], "\(found)")
            #expect(found[1].data["outcome"] == "repeated")
            #expect(endpoint.counts == RPCEndpoint.Counts(connections: 1, binds: 1))
        }
    }

    @Test("no record fails, unless kms.host says where to go; then it is a warning")
    func noRecord() async throws {
        let (none, questions) = try await findings { _ in .error(3) }
        #expect(states(none) == ["dns failed"])
        #expect(questions == ["_vlmcs._tcp.example.edu"])
        try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement(result: 2, reason: 1))) { endpoint, port in
            var settings = Settings.KMS()
            settings.host = "127.0.0.1"
            settings.port = Int(port)
            settings.domains = ["a.example.edu", "b.example.edu"]
            let (found, questions) = try await findings(settings) { _ in .error(3) }
            #expect(states(found) == ["dns warning", "dns warning", "kms-host warning"])
            #expect(found[2].sentence.hasSuffix("answers RPC, but does not know the KMS interface."))
            #expect(questions == ["_vlmcs._tcp.a.example.edu", "_vlmcs._tcp.b.example.edu"])
            #expect(endpoint.counts == RPCEndpoint.Counts(connections: 1, binds: 1))
            settings.domains = []
            let (alone, asked) = try await findings(settings) { _ in .error(3) }
            #expect(states(alone) == ["kms-host warning"])
            #expect(asked.isEmpty, "the search list is of no use to computers that are given a host")
        }
    }

    @Test("silence of DNS and of a host end by their limits, each with its advice")
    func silence() async throws {
        let (found, _) = try await findings(step: .milliseconds(300)) { _ in .silence }
        #expect(states(found) == ["dns failed"])
        #expect(found[0].data["outcome"] == "silence")
        try await RPCEndpoint.with(.silence) { _, port in
            var settings = Settings.KMS()
            settings.host = "127.0.0.1"
            settings.port = Int(port)
            let (silent, _) = try await findings(settings, step: .seconds(5)) { _ in .silence }
            #expect(states(silent) == ["kms-host failed"])
            #expect(silent[0].data["outcome"] == "silence")
            #expect(silent[0].advice?.contains("sppsvc") == true)
        }
    }

    @Test("a zone with very many records is looked at in part, and nothing to look at is told")
    func bounds() async throws {
        try await QuietPort.withClosed { port in
            let (found, _) = try await findings { question in
                question.type == 33
                    ? .records((1...20).map { .service(0, 0, port, "kms\($0).example.edu") }) : .error(3)
            }
            #expect(found.count == 1 + 16 + 1)
            #expect(found.last?.data["outcome"] == "too-many")
        }
        let (nowhere, questions) = try await findings(search: ["."]) { _ in .error(3) }
        #expect(states(nowhere) == ["dns warning"])
        #expect(nowhere[0].data["outcome"] == "nowhere-to-look")
        #expect(questions.isEmpty)
    }
}
