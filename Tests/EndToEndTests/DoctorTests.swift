import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// `rollcall doctor` against real faults; it leaves nothing on the broker and asks nothing of a computer.
@Suite(.timeLimit(.minutes(4)))
struct DoctorTests {
    private static let lab =
        "  - { name: \"D{1...3}\", address: \"127.61.0.{1...3}\", site: main, lab: D, products: [windows] }"

    private struct Line: Decodable {
        var area, state, subject, sentence: String
        var advice: String?
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
                #expect(Set(lines.map(\.area)) == ["settings", "broker", "kms-host", "clock"])
                #expect(lines.filter { $0.area == "broker" }.map(\.state) == ["ok", "ok", "ok"], "\(lines)")
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
                #expect(worn.map(\.state) == ["ok", "failed", "warning", "warning", "ok"], "\(worn)")
                #expect(worn[1].sentence.contains("1 missing (queue \(campus.names.delay(3)))"))
                #expect(worn[2].sentence.hasPrefix("3 jobs lie in \(campus.names.lane(.bulk))"))
                #expect(worn[3].sentence.hasPrefix("One message lies in \(campus.names.deadQueue)"))
            }
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
