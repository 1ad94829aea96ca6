package import Foundation
internal import Glibc

/// An sshd of a test's own on loopback, behind which stand-ins for Windows computers answer.
///
/// It has its own configuration, host key, port and folder, and runs as the test's own user. Each address of it is a
/// computer of its own, told apart by the stand-in.
package final class TestSSHD: Sendable {
    /// Where all its files lie.
    package let folder: URL
    package let port: Int
    private let process: Program

    /// The client's configuration that knows this server's key, and the key that it takes.
    package var clientConfiguration: String { folder.appending(path: "ssh_config").path }
    /// The private key of the user.
    package var identity: String { folder.appending(path: "user_key").path }
    private var knownHosts: URL { folder.appending(path: "known_hosts") }

    /// Runs a server, hands it to `body`, and ends it with all its sessions.
    ///
    /// Of `addresses`, all on loopback, each is a computer; with `stands` the stand-in answers, else the user's own shell
    /// does. `options` are further lines of `sshd_config`, which go before the others.
    package static func withRunning(
        addresses: [String],
        stands: Bool = true,
        options: [String] = [],
        _ body: (TestSSHD) async throws -> Void
    ) async throws {
        let server = try await start(addresses, stands, options)
        do {
            try await body(server)
        } catch {
            try await cleaningUp { await server.stop() }
            throw error
        }
        try await cleaningUp { await server.stop() }
    }

    /// Says what a computer is like; see `windows_shell.py`.
    package func setComputer(_ address: String, _ state: [String: Any]) throws {
        let data = try JSONSerialization.data(withJSONObject: state)
        try data.write(to: computerFile(address))
    }

    /// What has become of a computer.
    package func computer(_ address: String) throws -> [String: Any] {
        let data = try Data(contentsOf: computerFile(address))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// One command that was run on a computer.
    package struct Command: Decodable, Sendable {
        package let computer: String
        package let command: String
        /// The client's address and port, and the server's: the same within one connection.
        package let connection: String

        /// The command, or the script of PowerShell that it carries.
        package var text: String {
            guard let start = command.range(of: "-EncodedCommand "),
                let data = Data(base64Encoded: String(command[start.upperBound...]))
            else { return command }
            return String(data: data, encoding: .utf16LittleEndian) ?? command
        }
    }

    /// The commands that were run, in their order.
    package func commands(on address: String? = nil) throws -> [Command] {
        let file = folder.appending(path: "commands.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Command.self, from: Data($0.utf8)) }
            .filter { address == nil || $0.computer == address }
    }

    /// Has the client know other keys than the server's, or none.
    package func setKnownHosts(_ text: String) throws {
        try text.write(to: knownHosts, atomically: true, encoding: .utf8)
    }

    /// What the client has of known hosts.
    package func knownHostsText() throws -> String { try String(contentsOf: knownHosts, encoding: .utf8) }

    /// Ends its connections and leaves the server.
    package func killConnections() {
        for child in Self.children(of: process.identifier) { kill(child, SIGKILL) }
    }

    /// How many connections stand.
    package var connectionCount: Int { Self.children(of: process.identifier).count }

    private func computerFile(_ address: String) -> URL {
        folder.appending(path: "computers").appending(path: "\(address).json")
    }

    private init(_ folder: URL, _ port: Int, _ process: Program) {
        self.folder = folder
        self.port = port
        self.process = process
    }

    // MARK: Starting and stopping

    private static func start(_ addresses: [String], _ stands: Bool, _ options: [String]) async throws -> TestSSHD {
        let folder = try TestFolder.make("sshd")
        let computers = folder.appending(path: "computers")
        try FileManager.default.createDirectory(
            at: computers,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for name in ["host_key", "user_key"] {
            try await Program(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", "ed25519", "-N", "", "-f", folder.appending(path: name).path]
            ).succeeded()
        }
        try FileManager.default.copyItem(
            at: folder.appending(path: "user_key.pub"),
            to: folder.appending(path: "authorized_keys")
        )
        if geteuid() == 0 {
            try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        // Another program may take a port that was free a moment ago.
        for attempt in 1...5 {
            let port = Int.random(in: 30_000...32_000)
            try write(folder, port, addresses, stands, options)
            let file = folder.appending(path: "sshd_config").path
            let process = try Program("/usr/sbin/sshd", ["-D", "-e", "-f", file], folder: folder.path)
            let server = TestSSHD(folder, port, process)
            try await eventually("the sshd listens") {
                !process.isRunning || process.errors.contains("Server listening on \(addresses.last ?? "")")
            }
            if process.isRunning { return server }
            guard attempt < 5, process.errors.contains("Address already in use") else {
                throw TestSupportError("sshd: \(process.errors)")
            }
        }
        throw TestSupportError("sshd finds no port")
    }

    private static func write(
        _ folder: URL,
        _ port: Int,
        _ addresses: [String],
        _ stands: Bool,
        _ options: [String]
    ) throws {
        let path = folder.path
        var lines = options + ["Port \(port)"] + addresses.map { "ListenAddress \($0)" }
        lines += [
            "HostKey \(path)/host_key", "PidFile none", "AuthorizedKeysFile \(path)/authorized_keys", "StrictModes no",
            "UsePAM no", "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes",
            "MaxStartups 500", "PrintMotd no", "X11Forwarding no",
            // A shell that sshd starts reads a person's own files unless it takes itself for a shell within another.
            "SetEnv SHLVL=5",
        ]
        if stands {
            let root = try TestEnvironment.root()
            let python = try TestEnvironment.required("ROLLCALL_TEST_PYTHON")
            lines.append("ForceCommand \(python) -I -S \(root)/Tests/KMSExchangeTests/Peers/windows_shell.py \(path)")
        }
        try (lines.joined(separator: "\n") + "\n").write(
            to: folder.appending(path: "sshd_config"),
            atomically: true,
            encoding: .utf8
        )
        let key = try String(contentsOf: folder.appending(path: "host_key.pub"), encoding: .utf8)
        let known = key.split(separator: " ").prefix(2).joined(separator: " ")
        try "[127.*]:\(port) \(known)\n[localhost]:\(port) \(known)\n".write(
            to: folder.appending(path: "known_hosts"),
            atomically: true,
            encoding: .utf8
        )
        try """
        IdentityFile \(path)/user_key
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile \(path)/known_hosts
        GlobalKnownHostsFile /dev/null

        """.write(to: folder.appending(path: "ssh_config"), atomically: true, encoding: .utf8)
    }

    private func stop() async {
        killConnections()
        process.signal(SIGTERM)
        _ = try? await process.ended()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Processes that one has started, and theirs.
    private static func children(of process: Int32) -> [Int32] {
        let file = "/proc/\(process)/task/\(process)/children"
        guard let handle = FileHandle(forReadingAtPath: file), let data = try? handle.readToEnd() else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
}
