import Foundation

/// A broker of a test's own, which it may kill.
struct PrivateBroker: Sendable {
    let url: String
    private let folder: URL

    /// Starts one in a new folder.
    static func start() async throws -> PrivateBroker {
        let root = URL(filePath: try Campus.require("ROLLCALL_TEST_ROOT"))
        let folder = root.appending(path: ".run/broker.\(UUID().uuidString.prefix(8).lowercased())")
        let url = try await run("start", folder).trimmingCharacters(in: .whitespacesAndNewlines)
        return PrivateBroker(url: url, folder: folder)
    }

    /// `start`, `kill` or `stop`; `stop` takes the folder away too.
    func run(_ command: String) async throws {
        _ = try await PrivateBroker.run(command, folder)
        if command == "stop" { try FileManager.default.removeItem(at: folder) }
    }

    private static func run(_ command: String, _ folder: URL) async throws -> String {
        let root = URL(filePath: try Campus.require("ROLLCALL_TEST_ROOT"))
        let program = try Program(
            root.appending(path: "scripts/broker"),
            [command, "--dir", folder.path],
            environment: ProcessInfo.processInfo.environment,
            folder: root.appending(path: ".run/broker-commands")
        )
        let ended = try await program.ended(within: .seconds(120))
        guard ended.status == 0 else { throw ProgramError(message: "scripts/broker \(command): \(ended.errors)") }
        return ended.output
    }
}
