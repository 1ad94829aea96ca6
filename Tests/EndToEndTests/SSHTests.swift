import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// Workers as programs, with computers that are managed by SSH.
@Suite(.timeLimit(.minutes(6)))
struct SSHTests {
    private static let addresses = (1...4).map { "127.64.0.\($0)" }
    private let temporary = "/tmp/rollcall-e2e-\(UInt32.random(in: 0...999_999))"
    private var environment: [String: String] { ["TMPDIR": temporary] }
    // Campus wants a lab; it stands aside.
    private static let lab = "  - { name: OTHER, address: 127.64.1.1, site: main, lab: S, products: windows }"

    /// Workers keep their sockets in a folder of their own, so that what is left of them can be told.
    private func withComputers(_ body: (Campus, TestSSHD, URL) async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try await TestSSHD.withRunning(addresses: Self.addresses) { server in
            try server.setComputer(Self.addresses[0], ["licences": [StandIn.windows()]])
            try server.setComputer(
                Self.addresses[1],
                ["office": ["Office16"], "licences": [StandIn.windows(), StandIn.office()]]
            )
            try server.setComputer(Self.addresses[2], ["scripts": "off", "licences": [StandIn.windows()]])
            try server.setComputer(
                Self.addresses[3],
                ["inner": "0xC004F06C", "licences": [StandIn.windows(["outcome": "0xC004F074"])]]
            )
            let settings = ["ssh:", "  configFile: \(server.clientConfiguration)", "  port: \(server.port)"]
            try await Campus.withRunning(computers: Self.lab, worker: settings) { campus in
                let rows = zip(Self.addresses, ["windows", "windows;office-2016", "windows", "windows"]).enumerated()
                    .map {
                        "SSH-\($0.offset + 1),\($0.element.0),T-\($0.offset),main,S,ssh,\($0.element.1),\n"
                    }
                try ("name,address,asset_tag,site,lab,channel,products,port\n" + rows.joined()).write(
                    to: campus.register,
                    atomically: true,
                    encoding: .utf8
                )
                try await body(campus, server, campus.register)
            }
        }
    }

    @Test("Jobs of computers that are managed by SSH are done over RabbitMQ, and nothing of a connection stays")
    func activation() async throws {
        try await withComputers { campus, server, register in
            let worker = try campus.startWorker(environment: environment)
            #expect(try await campus.enrol("ssh", register: register) == 5)
            let (events, file) = try await campus.events(of: "ssh", jobs: 5)
            let ends = events.filter(\.isLast)
            #expect(ends.filter { $0.data.state == "activated" }.count == 4)
            let failed = try #require(ends.first { $0.data.computer.name == "SSH-4" })
            #expect(failed.data.error?.code == "0xC004F074")
            #expect(failed.data.error?.innerCode == "0xC004F06C")
            let schemas = try TestEnvironment.root() + "/config/contract"
            try await campus.peer("validate.py", "--schemas", schemas, "--events", file.path)
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
            try await eventually("no connection stands") { server.connectionCount == 0 }
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
        }
    }

    @Test("doctor has a line for the port of SSH, as the client has it, and none for what a jump host leads to")
    func doctor() async throws {
        try await withComputers { campus, server, register in
            let configuration = try String(contentsOfFile: server.clientConfiguration, encoding: .utf8)
            func lines(_ further: String) async throws -> [String] {
                try (further + configuration).write(
                    toFile: server.clientConfiguration,
                    atomically: true,
                    encoding: .utf8
                )
                let ended = try await campus.startRollcall(
                    ["doctor", "--computer", "SSH-1"],
                    // So that it asks no name server, and does not wait for a KMS host.
                    environment: ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "1"]
                ).ended()
                return ended.output.split(separator: "\n").map(String.init)
            }
            let place = "127.64.0.1:\(server.port)"
            let answers = try await lines("")
            #expect(answers.contains { $0.contains("ok") && $0.contains(place) }, "\(answers)")
            #expect(answers.contains { $0.contains("SSH-1 takes the log-on") }, "\(answers)")
            let behind = try await lines("Host 127.64.0.1\n  ProxyCommand nc %h %p\nHost *\n")
            #expect(!behind.contains { $0.contains(place) }, "\(behind)")
            let header = "name,address,asset_tag,site,lab,channel,products,port\n"
            try (header + "SSH-1,127.64.0.1,T-1,main,S,ssh,windows,1\n").write(
                to: register,
                atomically: true,
                encoding: .utf8
            )
            let silent = try await lines("")
            #expect(silent.contains { $0.contains("Nothing listens on 127.64.0.1:1") }, "\(silent)")
            #expect(silent.contains { $0.contains("Start-Service sshd") }, "\(silent)")
        }
    }

    @Test("A key with a passphrase that only the agent has lets an exchange through, and without the agent none does")
    func agent() async throws {
        try await withComputers { campus, server, register in
            try "UserKnownHostsFile \(server.folder.path)/known_hosts\nGlobalKnownHostsFile /dev/null\n".write(
                toFile: server.clientConfiguration,
                atomically: true,
                encoding: .utf8
            )
            try await TestAgent.withRunning(key: server.identity) { socket in
                for (name, socket, state) in [("without", "", "failed"), ("with", socket, "activated")] {
                    let own = environment.merging(["SSH_AUTH_SOCK": socket]) { $1 }
                    let worker = try campus.startWorker(name, environment: own)
                    try await campus.enrol(name, register: register, "--computer", "SSH-1")
                    let end = try #require(try await campus.events(of: name, jobs: 1).0.first(where: \.isLast))
                    #expect(end.data.state == state)
                    #expect(end.data.error?.code == (state == "failed" ? "ROLLCALL_AUTHENTICATION" : nil))
                    worker.signal(SIGTERM)
                    #expect(try await worker.ended().status == 0)
                }
            }
        }
    }

    @Test(
        "A signal ends check and doctor at once, and nothing of their connection stays",
        arguments: [["check", "SSH-1"], ["doctor", "--computer", "SSH-1"]],
        [SIGINT, SIGTERM, SIGHUP]
    )
    func interrupted(command: [String], signal: Int32) async throws {
        try await withComputers { campus, server, _ in
            try server.setComputer(Self.addresses[0], ["hang": "/dlv", "licences": [StandIn.windows()]])
            let program = try campus.startRollcall(command + ["--json"], environment: environment)
            try await eventually("the step has begun") { try !server.commands().isEmpty }
            program.signal(signal)
            let ended = try await program.ended()
            #expect(!ended.hasExited && ended.status == 128 + signal, "\(ended)")
            #expect(ended.output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
            try await eventually("its connection has ended") { server.connectionCount == 0 }
        }
    }

    @Test("A worker that is killed leaves no process behind, and the next one removes its folder")
    func killed() async throws {
        try await withComputers { campus, server, register in
            try server.setComputer(Self.addresses[0], ["hang": "/dlv", "licences": [StandIn.windows()]])
            let worker = try campus.startWorker(environment: environment)
            try await campus.enrol("killed", register: register, "--computer", "SSH-1")
            try await eventually("the step has begun") { try !server.commands().isEmpty }
            worker.signal(SIGKILL)
            _ = try await worker.ended()
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).count == 1)
            try await eventually("its connection has ended") { server.connectionCount == 0 }
            try server.setComputer(Self.addresses[0], ["licences": [StandIn.windows()]])
            let next = try campus.startWorker("w2", environment: environment)
            try await eventually("another worker has done it") {
                let licences = try server.computer(Self.addresses[0])["licences"] as? [[String: Any]]
                return licences?.first?["minutes"] as? Int == 259_200
            }
            next.signal(SIGTERM)
            #expect(try await next.ended().status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
        }
    }
}
