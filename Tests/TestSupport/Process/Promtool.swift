internal import Foundation

/// Prometheus' own tool, which checks metrics and rules.
package enum Promtool {
    /// Checks metrics as a program answers them: their form, and that names and help texts follow Prometheus' practice.
    ///
    /// - Throws: with what it complains of.
    package static func check(metrics text: String) async throws {
        let file = try TestFolder.make("metrics").appending(path: "metrics.txt")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
        // It reads its standard input.
        try await run("/bin/sh", ["-c", "exec promtool check metrics < \"$0\"", file.path])
    }

    /// Checks files of rules, or runs the tests of rules.
    package static func run(_ words: String...) async throws { try await run("/usr/bin/env", ["promtool"] + words) }

    private static func run(_ program: String, _ arguments: [String]) async throws {
        let ended = try await Program(program, arguments).ended()
        guard ended.status == 0 else { throw TestSupportError("promtool: \(ended.errors)\(ended.output)") }
    }
}
