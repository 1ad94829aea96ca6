import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// `rollcall doctor` against real faults; it leaves nothing on the broker and asks nothing of a computer.
@Suite(.timeLimit(.minutes(6)))
struct DoctorTests {
    private static let lab =
        "  - { name: \"D{1...3}\", address: \"127.61.0.{1...3}\", site: main, lab: D, products: [windows] }"

    private struct Line: Decodable {
        var area, state, subject, sentence: String
        private var advices: [String: String]?
        /// In English.
        var advice: String? { advices?["en"] }
        var chinese: String? { advices?["zh-Hant"] }

        enum CodingKeys: String, CodingKey {
            case area, state, subject, sentence
            case advices = "advice"
        }
    }

    /// What it finds, by its lines of JSON.
    private func lines(_ ended: Program.Ended) throws -> [Line] {
        try ended.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    /// Runs it where kms.host is an endpoint of the test's own, so that no DNS server is asked.
    private func doctor(
        _ campus: Campus,
        kms port: UInt16,
        environment: [String: String] = [:]
    ) async throws -> (status: Int32, lines: [Line]) {
        let kms = ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "\(port)"]
        let all = kms.merging(environment) { $1 }
        let ended = try await campus.rollcall("doctor", "--json", environment: all)
        return (ended.status, try lines(ended))
    }

    @Test("Healthy: no line has failed, and nothing is left on the broker or asked of a computer")
    func healthy() async throws {
        try await Campus.withRunning(computers: DoctorTests.lab) { campus in
            let before = try await campus.messageCounts()
            try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { endpoint, port in
                let (status, lines) = try await doctor(campus, kms: port)
                #expect(status == 0, "\(lines)")
                #expect(Set(lines.map(\.area)) == ["settings", "broker", "kms-host", "clock", "security"])
                #expect(lines.filter { $0.area == "broker" }.map(\.state) == ["ok", "ok", "ok", "ok"], "\(lines)")
                #expect(lines.contains { $0.sentence.hasSuffix("-dashboard may read the status.") }, "\(lines)")
                #expect(lines.contains { $0.sentence.hasPrefix("This computer's clock agrees with the broker's to ") })
                #expect(lines.allSatisfy { $0.state == "ok" || $0.advice != nil })
                let text = try await campus.rollcall(
                    "doctor",
                    environment: ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "\(port)"]
                )
                #expect(text.status == 0)
                #expect(text.output.contains("ok       kms-host  127.0.0.1:\(port) answers as a KMS host.\n"))
                #expect(text.output.hasSuffix(" 0 failed\n"))
                #expect(endpoint.counts == RPCEndpoint.Counts(connections: 2, binds: 2))
            }
            #expect(try await campus.messageCounts() == before)
            #expect(try campus.ledger.isEmpty)
            #expect(try await campus.rollcall("doctor", "--nonsense").status == 64)
            let bad = try await campus.rollcall("doctor", environment: ["ROLLCALL_WORKER_SLOTS": "none"])
            #expect(bad.status == 78)
        }
    }

    @Test("Each fault of the broker and of a KMS host has its line, and what is beside it is looked at all the same")
    func faults() async throws {
        try await Campus.withRunning(computers: DoctorTests.lab) { campus in
            try await QuietPort.withClosed { port in
                let (status, lines) = try await doctor(campus, kms: port)
                #expect(status == 69)
                #expect(lines.filter { $0.state == "failed" }.map(\.area) == ["kms-host"])
            }
            try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { _, port in
                func broker(_ environment: [String: String]) async throws -> [Line] {
                    let (status, lines) = try await doctor(campus, kms: port, environment: environment)
                    #expect(lines.contains { $0.area == "kms-host" && $0.state == "ok" })
                    #expect(status == (lines.contains { $0.state == "failed" } ? 69 : 0))
                    return lines.filter { $0.area == "broker" }
                }
                let address = try #require(URLComponents(string: campus.brokerURL))
                let place = "127.0.0.1:\(try #require(address.port))"
                let wrong = try await broker(["ROLLCALL_BROKER_URL": "amqp://guest:wrong@\(place)/"])
                #expect(wrong.map(\.state) == ["failed"])
                #expect(wrong[0].advice?.contains("broker.passwordFile") == true)
                #expect(!wrong[0].sentence.contains("wrong@"))
                let host = try await broker(["ROLLCALL_BROKER_URL": "amqp://guest:guest@\(place)/nowhere"])
                #expect(host.map(\.state) == ["failed"])
                #expect(host[0].advice?.contains("virtual host") == true)
                let silent = try SilentPort()
                let gone = try await broker(["ROLLCALL_BROKER_URL": "amqp://guest@127.0.0.1:\(silent.number)/"])
                #expect(gone.map(\.state) == ["failed"])
                #expect(gone[0].sentence.hasSuffix("is broker.url right?"))
                let other = try await broker(["ROLLCALL_TOPOLOGY_PREFIX": "nothing-here"])
                #expect(other.map(\.state) == ["ok", "failed", "ok"], "\(other)")
                #expect(other[1].advice?.contains("rollcall topology apply") == true)

                try await withConnection(try AMQPConfiguration(uri: campus.brokerURL)) { connection in
                    let channel = try await connection.openChannel()
                    try await channel.enableConfirms()
                    let message = AMQPMessage(properties: MessageProperties(), body: [])
                    try await channel.publish(message, to: campus.names.dead, routingKey: "poison.bulk")
                    try await channel.deleteQueue(campus.names.delay(3))
                }
                #expect(try await campus.enrol("waiting") == 3)
                let worn = try await broker([:])
                #expect(worn.map(\.state) == ["ok", "failed", "warning", "warning", "ok", "ok"], "\(worn)")
                #expect(worn[1].sentence.contains("1 missing (queue \(campus.names.delay(3)))"))
                #expect(worn[2].sentence.hasPrefix("3 jobs lie in \(campus.names.lane(.bulk))"))
                #expect(worn[3].sentence.hasPrefix("One message lies in \(campus.names.deadQueue)"))
            }
        }
    }

    @Test("What each user may do is told, and what it lacks; no message, exchange or queue is left by that")
    func rights() async throws {
        try await Campus.withRunning(computers: DoctorTests.lab) { campus in
            #expect(try await campus.enrol("waiting") == 3)
            // A stream counts late.
            try await eventually("the events of the enrolment are counted") {
                try await campus.messageCounts()[campus.names.statusLog] == 4
            }
            let before = (try await campus.messageCounts(), try await leftovers(campus))
            try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { _, port in
                func finding(as role: BrokerUser.Role) async throws -> (line: Line, clock: Line) {
                    let ended = try await campus.rollcall(
                        "doctor",
                        "--json",
                        as: role,
                        environment: ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "\(port)"]
                    )
                    let lines = try lines(ended)
                    let line = try #require(lines.first { $0.subject == campus.users.name(role) }, "\(lines)")
                    return (line, try #require(lines.first { $0.area == "clock" }))
                }
                for (role, may, hasClock) in [
                    (BrokerUser.Role.producer, "may enqueue jobs.", false),
                    (.worker, "may take jobs and report what becomes of them.", false),
                    (.dashboard, "may read the status.", true),
                    (
                        .topology,
                        "may enqueue jobs, and take jobs and report what becomes of them, and read the status.", true
                    ),
                ] {
                    let (line, clock) = try await finding(as: role)
                    #expect(
                        line.state == "ok" && line.sentence == "The user \(campus.users.name(role)) \(may)",
                        "\(line)"
                    )
                    #expect(clock.state == (hasClock ? "ok" : "warning"), "\(clock)")
                }
                let (names, user) = (campus.names, campus.users.name(.worker))
                try await TestBroker.control(
                    "set_topic_permissions",
                    user,
                    names.status,
                    #"\.(started|running)$"#,
                    "^$"
                )
                let mute = try await finding(as: .worker).line
                #expect(mute.state == "failed")
                #expect(mute.sentence.contains("it may not publish to \(names.status) with the key"), "\(mute)")
            }
            let after = (try await campus.messageCounts(), try await leftovers(campus))
            #expect(after == before)
            try await withConnection(try AMQPConfiguration(uri: campus.brokerURL)) { connection in
                let channel = try await connection.openChannel()
                let delivery = try await channel.consume(campus.names.lane(.bulk), prefetch: 1).first { _ in true }
                #expect(delivery?.deliveryCount == 0 && delivery?.isRedelivered == false, "no job was touched")
            }
        }
    }

    /// Whatever on the broker has the campus's prefix, by its name.
    private func leftovers(_ campus: Campus) async throws -> [String] {
        var names: [String] = []
        for what in ["list_queues", "list_exchanges"] {
            let text = try await TestBroker.control(what, "--quiet", "--no-table-headers", "name")
            names += text.split(separator: "\n").map { "\(what) \($0)" }.filter { $0.contains(campus.prefix) }
        }
        return names.sorted()
    }

    @Test("Computers that are named: each fault has its line, each is logged on to once, nothing on them is changed")
    func computers() async throws {
        let computers = """
              - { name: G1, address: 127.68.0.1, lab: G, products: [windows, office-2021], status: 1, minutes: 200000 }
              - { name: G2, address: 127.68.0.2, lab: G, products: windows, status: 5, clockOffset: -9h, serviceKMS: "kms.old.example" }
              - { name: G3, address: 127.68.0.3, lab: G, products: windows, fault: refused }
              - { name: G4, address: 127.68.0.4, lab: G, products: windows, credentials: { username: other, password: other } }
              - { name: G5, address: 127.69.0.5, lab: G, products: windows }
              - { name: G6, address: 127.68.0.6, lab: G, products: windows, licenceChannel: retail }
            """
        try await Campus.withRunning(computers: computers, networks: "127.68.0.0/16") { campus in
            try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { _, port in
                let kms = ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "\(port)"]
                let names = (1...6).flatMap { ["--computer", "G\($0)"] }
                let ended = try await campus.startRollcall(["doctor", "--json"] + names, environment: kms).ended()
                #expect(ended.status == 69, "\(ended.errors)")
                let lines = try lines(ended).filter { $0.area == "computer" }
                func states(_ name: String) -> [String] { lines.filter { $0.subject == name }.map(\.state) }
                func sentence(_ name: String, _ part: String) -> Bool {
                    lines.contains { $0.subject == name && $0.sentence.contains(part) }
                }
                // Place, port, log-on, Windows, a licence and its host for each product, clock.
                #expect(states("G1").count == 9 && !states("G1").contains("failed"), "\(lines)")
                #expect(sentence("G1", "G1 is 127.68.0.1, in worker.allowedNetworks."))
                #expect(sentence("G1", "G1 has windows: licensed, for 138 days more."))
                #expect(sentence("G1", "G1 takes the log-on by basic, over http, where anyone can read it."))
                #expect(sentence("G1", "agrees with this computer's"))
                #expect(sentence("G2", "G2 has windows: notification."))
                #expect(
                    sentence(
                        "G2",
                        "asks the KMS host kms.old.example for windows, set on its licensing service, and not 127.0.0.1"
                    )
                )
                #expect(
                    sentence("G2", "The clock of G2 is 9 h 0 min behind this computer's.")
                        || sentence("G2", "8 h 59 min")
                )
                #expect(states("G2").last == "failed", "a KMS host refuses such a clock")
                #expect(states("G3") == ["ok", "failed"])
                #expect(sentence("G3", "Nothing listens on 127.68.0.3:\(campus.port)"))
                #expect(states("G4") == ["ok", "ok", "failed"])
                #expect(states("G5") == ["failed"] && sentence("G5", "outside worker.allowedNetworks"))
                #expect(states("G6").contains("failed") && sentence("G6", "no volume licence of windows for KMS"))
                #expect(lines.allSatisfy { $0.state == "ok" || $0.advice != nil })
                #expect(lines.allSatisfy { !$0.sentence.contains(".).") && !$0.sentence.contains("..") })
                #expect(lines.first { $0.subject == "G4" && $0.state == "failed" }?.chinese?.contains("帳號") == true)
                let ledger = try campus.ledger
                #expect(ledger.allSatisfy { ["connect", "logon-refused"].contains($0.action) }, "\(ledger)")
                #expect(ledger.filter { $0.action == "logon-refused" }.map(\.computer) == ["G4"])
                #expect(!ledger.contains { $0.computer == "G5" })

                let strange = ["NOBODY", "G1", "nope"].flatMap { ["--computer", $0] }
                let stranger = try await campus.startRollcall(["doctor"] + strange, environment: kms).ended()
                #expect(stranger.status == 65)
                #expect(stranger.output.isEmpty)
                #expect(stranger.errors.hasPrefix("rollcall: NOBODY and nope are not in "))
                try await wrongRegister(campus, kms)
            }
        }
    }

    /// A register that cannot be used keeps nothing but computers from being looked at.
    private func wrongRegister(_ campus: Campus, _ kms: [String: String]) async throws {
        let connections = try campus.ledger.count
        let rows = try String(contentsOf: campus.register, encoding: .utf8)
        let wrong = rows + "G9,127.68.0.9,T9,main,G,telnet,windows\n"
        try wrong.write(to: campus.register, atomically: true, encoding: .utf8)
        let without = try await lines(campus.rollcall("doctor", "--json", environment: kms))
        let ended = try await campus.rollcall("doctor", "--json", "--computer", "G1", environment: kms)
        #expect(ended.status == 69, "\(ended.errors)")
        let lines = try lines(ended)
        #expect(lines.dropLast().map(\.subject) == without.map(\.subject))
        let last = try #require(lines.last)
        #expect(last.area == "computer" && last.state == "failed" && last.subject == "G1")
        #expect(last.sentence.hasPrefix("No computer was looked at: the asset register "), "\(last)")
        #expect(last.sentence.hasSuffix("; \"rollcall enroll --dry-run\" names all that are wrong."), "\(last)")
        #expect(try campus.ledger.count == connections, "no computer was contacted")
    }

    @Test("Computers by NTLM and by Kerberos; one whose credential is none of theirs says so in a sentence")
    func logOns() async throws {
        try await Campus.withLogOns { campus in
            func sentences() async throws -> [String] {
                let ended = try await campus.rollcall("doctor", "--json", "--computer", "N1", "--computer", "K1")
                return try lines(ended).filter { $0.area == "computer" }.map(\.sentence)
            }
            let good = try await sentences()
            #expect(
                good.contains("N1 takes the log-on by negotiate/ntlm, over http, every message being encrypted."),
                "\(good)"
            )
            #expect(
                good.contains("K1 takes the log-on by negotiate/kerberos, over http, every message being encrypted."),
                "\(good)"
            )
            try campus.writeCredentials("- { match: { lab: K }, username: rollcall, passwordFile: password }\n")
            let bad = try await sentences()
            #expect(
                bad.contains(
                    "N1: No log-on to the computer (no entry of worker.credentialsFile matches this computer)."
                ),
                "\(bad)"
            )
            #expect(
                bad.contains("K1: No log-on to the computer (The computer refused the credential by NTLM (HTTP 401))."),
                "\(bad)"
            )
            try campus.writeCredentials("[]\n")
            let empty = try await campus.rollcall("doctor", "--json")
            #expect(empty.status == 69)
            let failed = try lines(empty).filter { $0.state == "failed" && $0.area == "settings" }
            #expect(
                failed.map(\.sentence).first?.contains("credentials.yaml:1:1: the credentials file has no entry")
                    == true
            )
        }
    }

    @Test("A broker that is short of memory, and one that hangs, are told within the limits")
    func alarm() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(computers: DoctorTests.lab, on: broker) { campus in
                try await RPCEndpoint.with(.answer(RPCAnswers.acknowledgement())) { _, port in
                    try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
                    let (status, lines) = try await doctor(campus, kms: port)
                    #expect(status == 69)
                    let states = lines.filter { $0.area == "broker" }.map(\.state)
                    // What rights there are is not looked at then: no answer would come.
                    #expect(states == ["ok", "ok", "failed"], "\(lines)")
                    #expect(lines.contains { $0.sentence.contains("short of memory or disk") })
                    try await broker.control("set_vm_memory_high_watermark", "0.4")
                    #expect(try await doctor(campus, kms: port).status == 0)
                    try await broker.suspend()
                    let hung = try await doctor(campus, kms: port)
                    try await broker.resume()
                    #expect(hung.status == 69)
                    #expect(hung.lines.filter { $0.area == "broker" }.map(\.state) == ["failed"], "\(hung.lines)")
                }
            }
        }
    }
}
