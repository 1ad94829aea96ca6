internal import AMQPClient
package import ActivationPipeline
package import Foundation

/// A campus in small: a simulated lab, a register, settings, names and users of its own on the broker.
///
/// Each program logs on as the user that is meant for it, with no more rights than that needs.
package struct Campus: Sendable {
    /// Where its files lie.
    package let folder: URL
    /// What its names on the broker begin with.
    package let prefix: String
    /// The broker as its administrator sees it.
    package let brokerURL: String
    /// The users of its programs.
    package let users: TestUsers
    /// The port of the lab's computers.
    package let port: Int
    /// The simulated lab.
    package let lab: Program
    private let bin: URL
    private let crew: Crew

    /// The environment of this process.
    package static let environment = ProcessInfo.processInfo.environment

    /// Its names on the broker.
    package var names: BrokerNames { BrokerNames(prefix: prefix) }
    /// The settings file of all programs.
    package var settings: URL { folder.appending(path: "rollcall.yaml") }
    /// The asset register, which the lab has written.
    package var register: URL { folder.appending(path: "register.csv") }
    /// The lab's record of what was asked of its computers.
    package var ledgerFile: URL { folder.appending(path: "ledger.jsonl") }
    /// How each job ought to end, by the lab's scenario.
    package var expectedFile: URL { folder.appending(path: "expected.jsonl") }
    private var scenario: URL { folder.appending(path: "lab.yaml") }

    /// Sets up a campus, hands it to `body`, and takes all of it away again.
    ///
    /// `computers` is that list of the lab's scenario; `worker` has further lines of that section of the settings;
    /// `password` is what the worker's credentials file says, the lab's being `lab-only`; `results` turns their queue on;
    /// `lab` are further arguments of the lab's; `authentication` is that setting; `broker` is one other than that which the
    /// tests share.
    package static func withRunning(
        computers: String,
        slots: Int = 50,
        scale: Double = 0.004,
        networks: String = "127.0.0.0/8",
        worker: [String] = [],
        password: String = "lab-only",
        results: Bool = false,
        lab labArguments: [String] = [],
        authentication: String = "basic",
        on broker: PrivateBroker? = nil,
        _ body: (Campus) async throws -> Void
    ) async throws {
        let root = URL(filePath: try TestEnvironment.root())
        let id = UUID().uuidString.prefix(8).lowercased()
        let folder = URL(filePath: try TestEnvironment.runFolder()).appending(path: "e2e.\(id)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = anyPort()
        try """
        port: \(port)
        credentials: { username: rollcall, password: lab-only }
        defaults: { expect: activated }
        computers:
        \(computers)
        """.write(to: folder.appending(path: "lab.yaml"), atomically: true, encoding: .utf8)
        try writeSettings(
            folder,
            root,
            prefix: "t\(id)",
            slots: slots,
            scale: scale,
            networks: networks,
            worker: worker,
            password: password,
            results: results,
            authentication: authentication
        )
        let users = try await TestUsers.make(for: BrokerNames(prefix: "t\(id)"), on: broker)
        let bin = URL(filePath: try TestEnvironment.required("ROLLCALL_TEST_BIN"))
        let lab = try Program(
            bin.appending(path: "rollcall-lab").path,
            [
                "--scenario", folder.appending(path: "lab.yaml").path, "--ledger",
                folder.appending(path: "ledger.jsonl").path, "--register-out",
                folder.appending(path: "register.csv").path,
            ] + labArguments,
            environment: cleanEnvironment,
            folder: folder.path
        )
        let campus = Campus(
            folder: folder,
            prefix: "t\(id)",
            brokerURL: try broker?.url ?? TestEnvironment.brokerURL(),
            users: users,
            port: port,
            lab: lab,
            bin: bin,
            crew: Crew()
        )
        do {
            try await eventually("the lab is ready") {
                lab.output.contains("ready:") || !lab.isRunning
            }
            let expected = try await campus.rollcallLab("expected", "--scenario", campus.scenario.path)
            try expected.output.write(to: campus.expectedFile, atomically: true, encoding: .utf8)
            // Over two dozen queues, and each is synced to the disk several times.
            let applied = try await campus.rollcall("topology", "apply", limit: .seconds(180))
            guard applied.status == 0 else { throw TestSupportError(applied.errors) }
            // Else a broker that is killed within seconds may not find its queues again.
            try await broker?.flush()
            try await body(campus)
        } catch {
            try await cleaningUp { await campus.remove(keepsFolder: true) }
            throw error
        }
        try await cleaningUp { await campus.remove(keepsFolder: false) }
    }

    /// A port for one of its listeners, where neither brokers' ports are nor those that the system gives out.
    package static func anyPort() -> Int { Int.random(in: 10_000...19_999) }

    /// The environment without the person's own settings.
    private static var cleanEnvironment: [String: String] {
        environment.filter { !$0.key.hasPrefix("ROLLCALL_") }
    }

    private static func writeSettings(
        _ folder: URL,
        _ root: URL,
        prefix: String,
        slots: Int,
        scale: Double,
        networks: String,
        worker: [String],
        password: String,
        results: Bool,
        authentication: String
    ) throws {
        try """
        topology:
          prefix: \(prefix)
          results: \(results)
        catalogue:
          errors: \(root.path)/config/errors.yaml
          products: \(root.path)/config/products.yaml
        retry:
          scale: \(scale)
        worker:
          slots: \(slots)
          register: register.csv
          allowedNetworks: [\(networks)]
          credentialsFile: credentials.yaml
          connectTimeout: 2s
          statusInterval: 200ms
          winrm:
            scheme: http
            authentication: \(authentication)
            allowBasicOverHTTP: true
        \(worker.map { "  " + $0 }.joined(separator: "\n"))
        """.write(to: folder.appending(path: "rollcall.yaml"), atomically: true, encoding: .utf8)
        for (name, text) in [
            ("password", password), ("credentials.yaml", "- username: rollcall\n  passwordFile: password\n"),
        ] {
            let url = folder.appending(path: name)
            try text.write(to: url, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
        }
    }

    // MARK: Programs

    /// Runs a command of `rollcall` to its end, as the user that is meant for it or another one.
    package func rollcall(
        _ arguments: String...,
        as role: BrokerUser.Role? = nil,
        environment: [String: String] = [:],
        output: String? = nil,
        limit: Duration = .seconds(60)
    ) async throws -> Program.Ended {
        try await startRollcall(arguments, as: role, environment: environment, output: output).ended(within: limit)
    }

    /// Starts a command of `rollcall`, as the user that is meant for it or another one, its output going to a file of the
    /// test's own if there is one.
    package func startRollcall(
        _ arguments: [String],
        as role: BrokerUser.Role? = nil,
        environment: [String: String] = [:],
        output: String? = nil
    ) throws -> Program {
        let meant: BrokerUser.Role =
            switch arguments.first {
            case "enroll": .producer
            case "topology": .topology
            default: .dashboard
            }
        let all = arguments + ["--config", settings.path]
        return try start("rollcall", all, as: role ?? meant, environment: environment, output: output)
    }

    /// Runs a command of `rollcall-lab` to its end.
    package func rollcallLab(_ arguments: String...) async throws -> Program.Ended {
        try await start("rollcall-lab", arguments, as: .dashboard).ended()
    }

    /// Starts a worker.
    package func startWorker(
        _ name: String = "w1",
        as role: BrokerUser.Role = .worker,
        environment: [String: String] = [:]
    ) throws -> Program {
        try start(
            "rollcall-worker",
            ["--config", settings.path],
            as: role,
            environment: environment.merging(["ROLLCALL_WORKER_NAME": name]) { own, _ in own }
        )
    }

    /// Starts a status board on any free port, once it has told its address.
    package func startBoard(environment: [String: String] = [:]) async throws -> (program: Program, url: String) {
        let program = try start(
            "rollcall-board",
            ["--config", settings.path],
            as: .board,
            environment: ["ROLLCALL_BOARD_PORT": "0"].merging(environment) { _, given in given }
        )
        try await eventually("the board listens") {
            program.output.contains("ready ") || !program.isRunning
        }
        guard let line = program.output.split(separator: "\n").first(where: { $0.hasPrefix("ready ") }) else {
            throw TestSupportError("the board has ended: \(program.errors)")
        }
        return (program, String(line.dropFirst("ready ".count)))
    }

    private func start(
        _ program: String,
        _ arguments: [String],
        as role: BrokerUser.Role,
        environment: [String: String] = [:],
        output: String? = nil
    ) throws -> Program {
        var all = Campus.cleanEnvironment
        all["ROLLCALL_BROKER_URL"] = users.address(role)
        all["ROLLCALL_BROKER_PASSWORD_FILE"] = users.passwordFile(role)
        for (key, value) in environment { all[key] = value }
        return crew.taken(
            try Program(
                bin.appending(path: program).path,
                arguments,
                environment: all,
                folder: folder.path,
                standardOutput: output
            )
        )
    }

    /// Enrols the lab's register, or another file, and returns how many jobs that made.
    @discardableResult
    package func enrol(_ campaign: String, register: URL? = nil, _ arguments: String...) async throws -> Int {
        struct Report: Decodable { var enrolled: Int }
        let ended = try await start(
            "rollcall",
            [
                "enroll", "--register", (register ?? self.register).path, "--campaign", campaign, "--json", "--config",
                settings.path,
            ] + arguments,
            as: .producer
        ).ended()
        guard ended.status == 0 else { throw TestSupportError("enroll: \(ended.errors)") }
        return try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8)).enrolled
    }

    /// Starts a peer in Python.
    package func startPeer(_ script: String, _ arguments: [String]) throws -> Program {
        let root = try TestEnvironment.root()
        return crew.taken(
            try Program(
                try TestEnvironment.required("ROLLCALL_TEST_PYTHON"),
                ["\(root)/Tests/EndToEndTests/Peers/\(script)"] + arguments,
                environment: Campus.cleanEnvironment,
                folder: folder.path
            )
        )
    }

    /// Runs a peer in Python to its end; anything but success is an error.
    @discardableResult
    package func peer(_ script: String, _ arguments: String..., limit: Duration = .seconds(120)) async throws -> String
    {
        let ended = try await startPeer(script, arguments).ended(within: limit)
        guard ended.status == 0 else { throw TestSupportError("\(script): \(ended.errors)\(ended.output)") }
        return ended.output
    }

    private func remove(keepsFolder: Bool) async {
        await crew.end()
        lab.signal(SIGTERM)
        _ = try? await lab.ended()
        if let configuration = try? AMQPConfiguration(uri: brokerURL),
            let connection = try? await AMQPConnection.connect(configuration),
            let channel = try? await connection.openChannel()
        {
            try? await Topology(names: names, results: true).remove(on: channel)
            await connection.close()
        }
        if !keepsFolder { try? FileManager.default.removeItem(at: folder) }
    }
}
