import ActivationDomain
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("The look-up of a domain's KMS hosts", .timeLimit(.minutes(2)))
struct ServiceRecordLookupTests {
    private let domain = "campus.example"

    /// A look-up that asks the stub alone.
    private func lookup(_ port: UInt16, limit: Duration = .seconds(100)) throws -> ServiceRecordLookup {
        let loopback = try #require(IPAddress("127.0.0.1"))
        let server = try #require(DNSServer(address: loopback, port: port))
        return ServiceRecordLookup(server: server, limit: limit)
    }

    private func answer(
        limit: Duration = .seconds(100),
        _ answer: @escaping @Sendable (DNSStub.Question) -> DNSStub.Answer
    ) async throws -> ServiceRecordAnswer {
        try await DNSStub.with(answer: answer) { _, port in
            var generator = SeededGenerator(seed: 1)
            return try await lookup(port, limit: limit).hosts(in: domain, using: &generator)
        }
    }

    private func finding(_ answer: ServiceRecordAnswer, isNeeded: Bool = true) -> Finding {
        answer.finding(domain: domain, isNeeded: isNeeded)
    }

    @Test("asks once for _vlmcs._tcp, and has the hosts by priority")
    func records() async throws {
        try await DNSStub.with { _ in
            .records([.service(10, 0, 1688, "kms2.campus.example"), .service(0, 100, 1689, "kms1.campus.example")])
        } body: { stub, port in
            var generator = SeededGenerator(seed: 1)
            let (finding, answer) = try await lookup(port).finding(in: domain, isNeeded: true, using: &generator)
            let records = [
                ServiceRecord(priority: 0, weight: 100, port: 1689, target: "kms1.campus.example"),
                ServiceRecord(priority: 10, weight: 0, port: 1688, target: "kms2.campus.example"),
            ]
            #expect(answer == .records(records, isCutOff: false))
            #expect(finding.state == .ok)
            #expect(finding.sentence.hasPrefix("DNS names 2 KMS hosts for campus.example: kms1.campus.example:1689 ("))
            #expect(finding.data["hosts"] == "kms1.campus.example:1689 kms2.campus.example:1688")
            #expect(
                stub.questions == [DNSStub.Question(name: "_vlmcs._tcp.campus.example", type: 33, isByTCP: false)]
            )
        }
    }

    @Test("warns of an address where a host's name belongs, and of two records for one host and port, in any case")
    func doubts() async throws {
        let doubtful = try await answer { _ in
            .records([
                .service(0, 0, 1688, "10.0.0.7"), .service(0, 0, 1688, "KMS1.campus.example"),
                .service(1, 0, 1688, "kms1.campus.example"), .service(0, 0, 1689, "kms1.campus.example"),
                .service(2, 0, 1689, "10.0.0.7"),
            ])
        }
        let doubts = doubtful.doubts(domain: domain)
        #expect(
            doubts.map(\.sentence) == [
                "The SRV record _vlmcs._tcp.campus.example has the address 10.0.0.7 where the name of a host belongs.",
                "The SRV record _vlmcs._tcp.campus.example names a host and port more than once: "
                    + "kms1.campus.example:1688.",
            ]
        )
        #expect(doubts.allSatisfy { $0.state == .warning && $0.advice != nil })
        #expect(finding(doubtful).sentence.hasPrefix("DNS names 4 KMS hosts for "))
        let good = try await answer { _ in
            .records([.service(0, 0, 1688, "kms1.campus.example"), .service(0, 0, 1689, "kms1.campus.example")])
        }
        #expect(good.doubts(domain: domain).isEmpty)
    }

    @Test("tells a name that does not exist from one without such records, and both from the root")
    func none() async throws {
        let noName = try await answer { _ in .error(3) }
        #expect(noName == .failure(.noSuchName))
        #expect(finding(noName).state == .failed)
        #expect(finding(noName, isNeeded: false).state == .warning)
        let noRecords = try await answer { _ in .records([]) }
        #expect(noRecords == .noRecords)
        #expect(finding(noRecords).sentence == finding(noName).sentence)
        let notOffered = try await answer { _ in .records([.service(0, 0, 0, ".")]) }
        #expect(notOffered == .notOffered)
        #expect(finding(notOffered).advice != nil)
    }

    @Test("tells a server's error with its name", arguments: [(2 as UInt8, "SERVFAIL"), (5, "REFUSED")])
    func errors(code: UInt8, name: String) async throws {
        let answer = try await answer { _ in .error(code) }
        #expect(answer == .failure(.serverError(code)))
        #expect(finding(answer).sentence.contains(name))
    }

    @Test("gives up on a server that says nothing")
    func silence() async throws {
        let answer = try await answer(limit: .milliseconds(300)) { _ in .silence }
        #expect(answer == .failure(.silence))
        #expect(finding(answer).state == .failed)
        // How long it waited is for the number of servers to decide: no time is claimed.
        #expect(finding(answer).sentence == "No DNS server answers the question for _vlmcs._tcp.campus.example.")
    }

    @Test("tells servers that are not there, before the limit passes")
    func unreachable() async throws {
        try await QuietPort.withClosedUDP { port in
            var generator = SeededGenerator(seed: 1)
            let answer = try await lookup(port).hosts(in: domain, using: &generator)
            #expect(answer == .failure(.unreachable))
        }
    }

    @Test("asks again by TCP when an answer is cut off")
    func truncated() async throws {
        try await DNSStub.with { question in
            let records: [DNSStub.Record] = [.service(0, 0, 1688, "a.example"), .service(1, 0, 1688, "b.example")]
            return question.isByTCP ? .records(records) : .truncated(Array(records.prefix(1)))
        } body: { stub, port in
            var generator = SeededGenerator(seed: 1)
            let answer = try await lookup(port).hosts(in: domain, using: &generator)
            guard case .records(let records, let isCutOff) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(records.map(\.target) == ["a.example", "b.example"])
            #expect(!isCutOff)
            #expect(stub.questions.map(\.isByTCP) == [false, true])
        }
    }

    @Test("makes do with what fits when TCP gives nothing, and says so")
    func cutOff() async throws {
        let answer = try await answer(limit: .seconds(10)) { question in
            question.isByTCP ? .silence : .truncated([.service(0, 0, 1688, "a.example")])
        }
        let record = ServiceRecord(priority: 0, weight: 0, port: 1688, target: "a.example")
        #expect(answer == .records([record], isCutOff: true))
        #expect(finding(answer).state == .warning)
        #expect(finding(answer).sentence.contains("a.example:1688"))
    }

    @Test("tells an answer that cannot be read, and a name that cannot be asked for")
    func malformed() async throws {
        let broken = try await answer { _ in
            // One SRV record that ends in the middle.
            .bytes(
                [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + DNSStub.name("_vlmcs._tcp.campus.example") + [0, 33, 0, 1]
                    + [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 40, 0, 0]
            )
        }
        #expect(broken == .failure(.malformed))
        try await DNSStub.with { _ in
            .error(3)
        } body: { stub, port in
            var generator = SeededGenerator(seed: 1)
            for domain in ["a..b", String(repeating: "a", count: 64), "a\u{0}b", String(repeating: "abc.", count: 80)] {
                let answer = try await lookup(port).hosts(in: domain, using: &generator)
                #expect(answer == .failure(.badName), "\(domain)")
            }
            #expect(stub.questions.isEmpty)
        }
    }

    @Test("finds a host's addresses, also through an alias")
    func addresses() async throws {
        let four = try #require(IPAddress("10.0.0.1"))
        let six = try #require(IPAddress("fd00::1"))
        try await DNSStub.with { question in
            switch (question.name, question.type) {
            case ("both.example", 1):
                .records([.alias("x.example"), .address([10, 0, 0, 1]), .address([10, 0, 0, 1])])
            case ("both.example", _): .records([.address(six.bytes)])
            case ("half.example", 1): .records([.address([10, 0, 0, 1])])
            case ("half.example", _): .error(2)
            case ("none.example", _): .records([])
            default: .error(3)
            }
        } body: { _, port in
            let lookup = try lookup(port)
            #expect(await lookup.addresses(of: "both.example") == .success([four, six]))
            #expect(await lookup.addresses(of: "half.example") == .success([four]))
            #expect(await lookup.addresses(of: "none.example") == .failure(.noSuchName))
            #expect(await lookup.addresses(of: "gone.example") == .failure(.noSuchName))
            let (finding, addresses) = await lookup.addressFinding(of: "both.example")
            #expect(addresses == [four, six])
            #expect(finding.sentence == "both.example has the addresses 10.0.0.1, fd00::1.")
            let (failed, none) = await lookup.addressFinding(of: "gone.example")
            #expect(none.isEmpty)
            #expect(failed.state == .failed && failed.advice != nil)
        }
    }

    @Test("ends with the task that runs it")
    func cancelled() async throws {
        try await DNSStub.with { _ in
            .silence
        } body: { _, port in
            let lookup = try lookup(port, limit: .seconds(600))
            await withTaskGroup(of: ServiceRecordAnswer.self) { group in
                group.addTask {
                    var generator = SeededGenerator(seed: 1)
                    return await lookup.hosts(in: "campus.example", using: &generator)
                }
                group.cancelAll()
                #expect(await group.next() == .failure(.silence))
            }
        }
    }

    @Test("knows what the system asks by itself")
    func settings() {
        let settings = ResolverSettings.current()
        // The resolver asks this computer itself where the file names no server.
        #expect((1...3).contains(settings.servers.count))
        #expect(settings.searchDomains.allSatisfy { !$0.isEmpty && !$0.contains(" ") })
    }
}
