import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// What a person gets wrong is told in one sentence that names the thing, with an exit code.
@Suite(.timeLimit(.minutes(6)))
struct SentenceTests {
    private static let lab = "  - { name: S1, address: 127.66.0.1, site: main, lab: S, products: windows }"

    private func expect(
        _ ended: Program.Ended,
        _ status: Int32,
        _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(ended.status == status, "\(ended.errors)", sourceLocation: sourceLocation)
        #expect(ended.hasExited, sourceLocation: sourceLocation)
        #expect(ended.errors == "rollcall: \(sentence)\n", sourceLocation: sourceLocation)
    }

    @Test("A program and a configuration of SSH that are not there")
    func ssh() async throws {
        try await Campus.withRunning(computers: SentenceTests.lab) { campus in
            func check(_ name: String, _ value: String) async throws -> Program.Ended {
                try await campus.rollcall("check", "S1", environment: ["ROLLCALL_WORKER_SSH_\(name)": value])
            }
            expect(
                try await check("PROGRAM", "no-such-ssh"),
                78,
                "ROLLCALL_WORKER_SSH_PROGRAM: worker.ssh.program cannot be used: no-such-ssh is no client of OpenSSH's (it cannot be "
                    + "run: No such file or directory); give its ssh."
            )
            expect(
                try await check("CONFIG_FILE", "/no/such/config"),
                78,
                "ROLLCALL_WORKER_SSH_CONFIG_FILE: worker.ssh.configFile cannot be used: /no/such/config does not exist or cannot "
                    + "be read."
            )
        }
    }

    @Test("The broker's address, its password and its authorities")
    func broker() async throws {
        try await Campus.withRunning(computers: SentenceTests.lab) { campus in
            func verify(_ environment: [String: String]) async throws -> Program.Ended {
                try await campus.rollcall("topology", "verify", environment: environment)
            }
            let wrong = try await verify(["ROLLCALL_BROKER_URL": "amqp://u:hunter2@mq:99999/"])
            expect(
                wrong,
                78,
                "ROLLCALL_BROKER_URL: broker.url: the broker's address has a port that is not between 1 and 65535."
            )
            let settings = try String(contentsOf: campus.settings, encoding: .utf8)
            try (settings + "\nbroker:\n  url: amqp://mq/a/b\n").write(
                to: campus.settings,
                atomically: true,
                encoding: .utf8
            )
            let line = settings.split(separator: "\n", omittingEmptySubsequences: false).count + 2
            let inFile = try await campus.rollcall("explain", "0xC004F074")
            #expect(inFile.status == 78)
            #expect(
                inFile.errors.hasPrefix(
                    "rollcall: \(campus.settings.path):\(line):8: broker.url: the broker's address"
                ),
                "\(inFile.errors)"
            )
            try settings.write(to: campus.settings, atomically: true, encoding: .utf8)

            let first = try SilentPort()
            let second = try SilentPort()
            let away = try await verify([
                "ROLLCALL_BROKER_URL": "amqp://guest@127.0.0.1:\(first.number)/",
                "ROLLCALL_BROKER_ADDRESSES": "127.0.0.1:\(second.number)",
            ])
            expect(
                away,
                69,
                "there is no connection at any of the broker's 2 addresses: "
                    + "(1) no broker answers at 127.0.0.1:\(first.number) (connection refused); "
                    + "is it running, and is broker.url right? "
                    + "(2) no broker answers at 127.0.0.1:\(second.number) (connection refused); "
                    + "is it running, and is broker.addresses right?"
            )
            // Nobody is asked: nothing listens there.
            let none = try await verify([
                "ROLLCALL_BROKER_URL": "amqp://someone@127.0.0.1:\(first.number)/", "ROLLCALL_BROKER_PASSWORD_FILE": "",
            ])
            expect(
                none,
                78,
                "there is no password for the broker's user someone: name a file that holds it in "
                    + "broker.passwordFile, or set ROLLCALL_BROKER_PASSWORD"
            )
            let authorities = campus.folder.appending(path: "none.pem").path
            let missing = try await verify([
                "ROLLCALL_BROKER_URL": "amqps://guest@127.0.0.1:\(first.number)/",
                "ROLLCALL_BROKER_ADDRESSES": "127.0.0.1:\(second.number)", "ROLLCALL_BROKER_CA_FILE": authorities,
            ])
            expect(missing, 78, "the CA file (broker.caFile) \(authorities) does not exist")
        }
    }

    @Test("Output that cannot be written, of every command; a register that is no file; an age that no stream has")
    func files() async throws {
        try await Campus.withRunning(computers: SentenceTests.lab) { campus in
            let register = campus.register.path
            let transcript = "\(try TestEnvironment.root())/Tests/TranscriptsTests/Fixtures/ospp-dstatus-licensed.txt"
            let commands = [
                ["topology", "apply"], ["topology", "verify"], ["topology", "verify", "--json"], ["topology", "users"],
                ["topology", "users", "--json"], ["doctor"], ["doctor", "--json"], ["explain", "0xC004F074"],
                ["explain", "--transcript", transcript], ["watch", "--campaign", "x", "--expect", "1"],
                ["enroll", "--register", register, "--campaign", "x", "--dry-run"],
                ["enroll", "--register", register, "--campaign", "x", "--json"], ["--help"], ["watch", "--help"],
                ["--version"],
            ]
            for command in commands {
                let ended = try await campus.startRollcall(
                    command,
                    // So that doctor asks no name server, and finds something that has failed.
                    environment: ["ROLLCALL_KMS_HOST": "127.0.0.1", "ROLLCALL_KMS_PORT": "1"],
                    output: "/dev/full"
                ).ended()
                #expect(ended.status == 74, "\(command): \(ended.errors)")
                #expect(
                    ended.errors.contains("rollcall: the output cannot be written: no space left on device\n"),
                    "\(command): \(ended.errors)"
                )
            }
            let pipe = campus.folder.appending(path: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            for path in [pipe, "/dev/zero"] {
                expect(
                    try await campus.rollcall("enroll", "--register", path, "--campaign", "x"),
                    65,
                    "the asset register \(path) cannot be read: it is no regular file; name a CSV file"
                )
            }
            let large = campus.folder.appending(path: "large.csv").path
            // A hole: it takes no room.
            #expect(FileManager.default.createFile(atPath: large, contents: nil))
            #expect(truncate(large, (256 << 20) + 1) == 0)
            expect(
                try await campus.rollcall("enroll", "--register", large, "--campaign", "x"),
                65,
                "the asset register \(large) cannot be read: it is larger than 256 MiB"
            )
            let old = try await campus.rollcall("watch", "--campaign", "x", "--since", "9999999999Y")
            #expect(old.status == 64)
            #expect(old.errors.contains("--since must be first, or an age of at most 100 years such as 7D or 12h."))
        }
    }

    @Test("A forged event is told while the watching goes on, as JSON too")
    func forgedEvents() async throws {
        try await Campus.withRunning(computers: SentenceTests.lab) { campus in
            try await withConnection(try AMQPConfiguration(uri: campus.brokerURL)) { connection in
                let channel = try await connection.openChannel()
                try await channel.enableConfirms()
                let body = """
                    {"id":"f","type":"\(NoticeKind.campaignEnrolled.rawValue)","time":"2026-11-01T00:00:00Z",\
                    "data":{"campaign":"forged","count":1}}
                    """
                let message = AMQPMessage(properties: MessageProperties(), body: Array(body.utf8))
                for options in [[], ["--json"]] {
                    let watch = try campus.startRollcall(["watch", "--campaign", "forged", "--expect", "1"] + options)
                    try await channel.publish(message, to: campus.names.status, routingKey: "main.s.windows.activated")
                    try await eventually("it is told") {
                        watch.errors.contains("events passed over, because they do not fit their routing keys: ")
                    }
                    #expect(watch.isRunning)
                    watch.signal(SIGKILL)
                    _ = try await watch.ended()
                }
            }
        }
    }
}
