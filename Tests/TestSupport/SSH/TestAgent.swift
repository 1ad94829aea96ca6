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
            try await eventually("the agent listens") {
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
        // By a program of its own: one that another test starts meanwhile would have this process's open file for a moment,
        // and a file that someone can write to cannot be run.
        let writing = "printf '#!/bin/sh\\necho %s\\n' \"$1\" >\"$0\" && chmod 700 \"$0\""
        try await Program("/bin/sh", ["-c", writing, ask.path, passphrase]).succeeded()
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
