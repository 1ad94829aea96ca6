internal import Foundation
internal import Glibc

/// A program that a test runs to its end.
///
/// Not by Foundation's `Process`: on Linux that takes a program for running as long as anything it has left behind, such
/// as a broker.
package struct Program: Sendable {
    /// How a program ended and what it printed.
    package struct Result: Sendable {
        /// The exit code, or 128 and the signal's number.
        package let exitCode: Int32
        /// What it wrote to its standard output.
        package let output: String
        /// What it wrote to its standard error.
        package let errors: String
    }

    private let path: String
    private let arguments: [String]

    /// Makes a program that is not yet run.
    package init(_ path: String, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// Runs the program and waits for its end, for two minutes at most.
    ///
    /// Output goes to files: what the program leaves behind may keep a pipe open for ever.
    package func run() async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rollcall-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["out", "err"].map { folder.appendingPathComponent($0) }
        let id = try spawn(output: files[0].path, errors: files[1].path)
        var status: Int32 = 0
        do {
            try await eventually(within: .seconds(120), "the end of \(path)") { waitpid(id, &status, WNOHANG) == id }
        } catch {
            kill(id, SIGKILL)
            waitpid(id, &status, 0)
            throw error
        }
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        // As in <sys/wait.h>: the signal in the low seven bits, the exit code above them.
        let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
        return Result(exitCode: exitCode, output: texts[0], errors: texts[1])
    }

    private func spawn(output: String, errors: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        // A task's thread blocks signals, and a program that inherits that can only be killed.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var id = pid_t()
        let status = posix_spawn(&id, path, &actions, &attributes, words, environ)
        guard status == 0 else { throw TestSupportError("\(path) cannot be run: error \(status)") }
        return id
    }

    /// Runs the program and gives what it printed, without the last line's end.
    ///
    /// - Throws: when its exit code is not 0.
    @discardableResult
    package func output() async throws -> String {
        let result = try await run()
        guard result.exitCode == 0 else {
            throw TestSupportError(
                "\(path) \(arguments.joined(separator: " ")) ended with \(result.exitCode): \(result.errors)\(result.output)"
            )
        }
        return result.output.last?.isNewline == true ? String(result.output.dropLast()) : result.output
    }
}
