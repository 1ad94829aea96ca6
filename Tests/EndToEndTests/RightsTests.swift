import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// A program that runs as a user who may not do its work says so, once, and ends with 77.
@Suite(.timeLimit(.minutes(6)))
struct RightsTests {
    private static let lab = "  - { name: R1, address: 127.63.0.1, site: main, lab: R, products: windows }"

    private func expectRefusal(
        _ ended: Program.Ended,
        _ parts: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(ended.status == 77, "\(ended.errors)", sourceLocation: sourceLocation)
        #expect(ended.hasExited, sourceLocation: sourceLocation)
        let lines = ended.errors.split(separator: "\n").filter { $0.hasPrefix("rollcall") }
        #expect(lines.count == 1, "\(ended.errors)", sourceLocation: sourceLocation)
        for part in parts + ["rollcall topology users"] {
            #expect(ended.errors.contains(part), "\(ended.errors)", sourceLocation: sourceLocation)
        }
    }

    @Test("Each program under another's user names the user, the thing refused and the way out")
    func wrongUser() async throws {
        try await Campus.withRunning(computers: RightsTests.lab) { campus in
            let (names, users) = (campus.names, campus.users)
            let register = campus.register.path
            for role in [.producer, .dashboard] as [BrokerUser.Role] {
                let worker = try await campus.startWorker(as: role).ended()
                expectRefusal(worker, "exchange '\(names.status)'", "user '\(users.name(role))'")
            }
            let topology = try await campus.rollcall("topology", "apply", as: .worker)
            expectRefusal(topology, "exchange '\(names.unrouted)'", "user '\(users.name(.worker))'")
            let watch = try await campus.rollcall("watch", "--campaign", "x", as: .producer)
            expectRefusal(watch, "queue '\(names.statusLog)'", "user '\(users.name(.producer))'")
            // Refused while messages are on the way, the exchange here and the routing key there.
            let reader = try await campus.rollcall(
                "enroll",
                "--register",
                register,
                "--campaign",
                "x",
                as: .dashboard
            )
            expectRefusal(reader, "exchange '\(names.jobs)'", "user '\(users.name(.dashboard))'")
            let worker = try await campus.rollcall("enroll", "--register", register, "--campaign", "x", as: .worker)
            expectRefusal(worker, "topic 'main.r.windows.enrolled'", "user '\(users.name(.worker))'")
        }
    }

    @Test("A worker that may not report ends with 77, and its job is still there")
    func mutedWorker() async throws {
        try await Campus.withRunning(computers: RightsTests.lab) { campus in
            let (names, user) = (campus.names, campus.users.name(.worker))
            try await TestBroker.control("set_topic_permissions", user, names.status, #"\.(started|running)$"#, "^$")
            let worker = try campus.startWorker(environment: ["ROLLCALL_BROKER_PATIENCE": "2s"])
            let jobs = try await campus.enrol("muted")
            let ended = try await worker.ended()
            expectRefusal(ended, "topic 'main.r.windows.activated'", "exchange '\(names.status)'", "user '\(user)'")
            try await eventually("the broker has the job again") {
                try await campus.messageCounts()[names.lane(.bulk)] == jobs
            }
        }
    }

    @Test("A worker that may not publish, or lacks a lane, costs no job a try, however often it is started")
    func vainStarts() async throws {
        try await Campus.withRunning(computers: RightsTests.lab) { campus in
            let (names, user) = (campus.names, campus.users.name(.worker))
            let jobs = try await campus.enrol("vain")
            try await TestBroker.control("set_topic_permissions", user, names.status, "^$", "^$")
            for _ in 1...3 { expectRefusal(try await campus.startWorker().ended(), "exchange '\(names.status)'") }
            try await TestBroker.control("set_topic_permissions", user, names.status, ".*", "^$")
            try await TestBroker.control("delete_queue", names.lane(.urgent))
            for _ in 1...3 {
                let ended = try await campus.startWorker().ended()
                #expect(ended.status == 78, "\(ended.errors)")
                #expect(ended.errors.contains("'\(names.lane(.urgent))'"), "\(ended.errors)")
            }
            try await withConnection { connection in
                let channel = try await connection.openChannel()
                let delivery = try await channel.consume(names.lane(.bulk), prefetch: 1).first { _ in true }
                #expect(delivery?.deliveryCount == 0)
            }
            try await eventually("the broker has the job again") {
                try await campus.messageCounts()[names.lane(.bulk)] == jobs
            }
        }
    }

    @Test("What \"topology users\" prints makes users with which the programs run")
    func printedUsers() async throws {
        try await Campus.withRunning(computers: RightsTests.lab) { campus in
            let json = try await campus.rollcall("topology", "users", "--json")
            #expect(json.status == 0)
            #expect(json.output == BrokerUser.definitions(of: BrokerUser.all(campus.names), virtualHost: "/"))
            let lines = try await campus.rollcall("topology", "users").output
            for user in BrokerUser.all(campus.names) {
                let commands = user.commands(virtualHost: "/").joined(separator: "\n")
                #expect(lines.contains(commands))
            }
            let calls = try await run(lines, in: campus.folder)
            for user in BrokerUser.all(campus.names) {
                #expect(
                    calls.contains("set_permissions|-p|/|\(user.name)|\(user.configure)|\(user.write)|\(user.read)|")
                )
                let file = campus.folder.appending(path: "\(user.name).password")
                let password = try String(contentsOf: file, encoding: .utf8)
                #expect(password.count > 40)
                // By standard input, never on the command line.
                #expect(calls.contains("add_user|\(user.name)|\n\(password)"))
                let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
                #expect(mode == 0o600)
            }
            let (lost, kept) = (campus.users.name(.worker), campus.users.name(.producer))
            let file = campus.folder.appending(path: "\(lost).password")
            try FileManager.default.removeItem(at: file)
            let again = try await run(lines, in: campus.folder)
            #expect(again.contains("change_password|\(lost)|\n\(try String(contentsOf: file, encoding: .utf8))"))
            #expect(again.contains("set_permissions|-p|/|\(kept)|"))
            #expect(!again.contains("add_user"))
            #expect(!again.contains("change_password|\(kept)|"))
            try FileManager.default.removeItem(at: file)
            for broken in ["openssl() { return 1; }", "openssl() { :; }"] {
                let ended = try await start(broken + "\n" + lines, in: campus.folder)
                #expect(ended.status == 1)
                #expect(ended.errors == "stopped: no password was made for \(lost)\n")
                let names = try FileManager.default.contentsOfDirectory(atPath: campus.folder.path)
                #expect(!names.contains { $0.hasPrefix("\(lost).password") })
            }
        }
    }

    @Test("No name of a virtual host becomes a command of what \"topology users\" prints")
    func printedVirtualHost() async throws {
        try await Campus.withRunning(computers: RightsTests.lab) { campus in
            let printed = try await campus.rollcall(
                "topology",
                "users",
                environment: ["ROLLCALL_BROKER_URL": "amqp://x@127.0.0.1/v%0Atouch%20PWNED%20%23"]
            )
            #expect(printed.status == 0, "\(printed.errors)")
            _ = try await run(printed.output, in: campus.folder)
            #expect(!FileManager.default.fileExists(atPath: campus.folder.appending(path: "PWNED").path))
        }
    }

    /// Runs lines in a shell whose `rabbitmqctl` writes down what it is given, and returns that.
    private func run(_ lines: String, in folder: URL) async throws -> String {
        let ended = try await start(lines, in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        return ended.output
    }

    /// Its `rabbitmqctl` knows the users that it was told to add, in the folder.
    private func start(_ lines: String, in folder: URL) async throws -> Program.Ended {
        let script = folder.appending(path: "users.sh")
        let head = """
            cd '\(folder.path)' || exit
            rabbitmqctl() {
                case "$*" in
                    *list_users*) cat added 2> /dev/null || :; return ;;
                esac
                printf '%s|' "$@"
                echo
                case "$1" in
                    add_user) printf '%s\\t[]\\n' "$2" >> added; cat ;;
                    change_password) cat ;;
                esac
            }

            """
        try (head + lines).write(to: script, atomically: true, encoding: .utf8)
        return try await Program("/bin/sh", [script.path]).ended()
    }
}
