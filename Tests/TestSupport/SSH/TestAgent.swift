internal import Foundation
internal import Glibc

/// An ssh-agent of a test's own.
package enum TestAgent {
    /// Runs an agent that has the key of a file, which gets a passphrase for it and is deleted once it is loaded.
    ///
    /// `body` is given the agent's socket.
    package static func withRunning(key: String, _ body: (String) async throws -> Void) async throws {
        let folder = try TestFolder.make("agent")
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = folder.appending(path: "s").path
        let agent = try Program("/usr/bin/ssh-agent", ["-D", "-a", socket], folder: folder.path)
        do {
            try await eventually(within: .seconds(10), "the agent listens") {
                FileManager.default.fileExists(atPath: socket)
            }
            try await load(key, folder, socket)
            try await body(socket)
        } catch {
            try await stop(agent)
            throw error
        }
        try await stop(agent)
    }

    private static func load(_ key: String, _ folder: URL, _ socket: String) async throws {
        let passphrase = UUID().uuidString
        try await Program("/usr/bin/ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", key]).succeeded()
        let ask = folder.appending(path: "ask")
        try "#!/bin/sh\necho \(passphrase)\n".write(to: ask, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: ask.path)
        var environment = ProcessInfo.processInfo.environment
        environment["SSH_AUTH_SOCK"] = socket
        environment["SSH_ASKPASS"] = ask.path
        environment["SSH_ASKPASS_REQUIRE"] = "force"
        try await Program("/usr/bin/ssh-add", ["-q", key], environment: environment).succeeded()
        try FileManager.default.removeItem(atPath: key)
    }

    private static func stop(_ agent: Program) async throws {
        agent.signal(SIGTERM)
        _ = try await agent.ended()
    }
}
