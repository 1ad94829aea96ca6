internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that a test runs: one of the project's, a script, a peer in Python.
///
/// Not by Foundation's `Process`: on Linux that takes a program for running as long as anything it has left behind, such
/// as a broker.
package final class Program: Sendable {
    /// How a program ended and what it printed.
    package struct Ended: Sendable {
        /// The exit code, or 128 and the signal's number.
        package let status: Int32
        /// Whether it ended by itself and not by a signal.
        package let hasExited: Bool
        /// What it wrote to its standard output.
        package let output: String
        /// What it wrote to its standard error.
        package let errors: String
    }

    private let command: String
    /// The process id.
    package let identifier: Int32
    private let folder: URL
    /// What `waitpid` gave once the process had ended.
    private let waitStatus = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// Output goes to files, since what the program leaves behind may keep a pipe open for ever; they lie in `folder`, or
    /// in a temporary one. Standard output can be sent to a file of the test's own.
    package init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        folder: String? = nil,
        standardOutput: String? = nil
    ) throws {
        command = ([path] + arguments).joined(separator: " ")
        let name = URL(filePath: path).lastPathComponent
        self.folder = try folder.map { try Self.folder(name, in: $0) } ?? TestFolder.make(name)
        identifier = try Program.spawn(
            [path] + arguments,
            environment ?? ProcessInfo.processInfo.environment,
            output: standardOutput ?? self.folder.appending(path: "out").path,
            errors: self.folder.appending(path: "err").path
        )
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// What it has written to its standard output so far.
    package var output: String { text("out") }
    /// What it has written to its standard error so far.
    package var errors: String { text("err") }
    /// Whether it has not ended yet.
    package var isRunning: Bool { reap() == nil }

    /// Sends it a signal, if it still runs.
    package func signal(_ signal: Int32) {
        if isRunning { kill(identifier, signal) }
    }

    /// Waits for its end; kills it when the limit passes.
    package func ended(within limit: Duration = .seconds(90)) async throws -> Ended {
        do {
            try await eventually(within: limit, "the end of \(command)") { reap() != nil }
        } catch {
            signal(SIGKILL)
            throw TestSupportError("\(error)\n\(errors)\n\(output)")
        }
        let status = reap() ?? 0
        // As in <sys/wait.h>: the signal in the low seven bits, the exit code above them.
        let hasExited = status & 0x7F == 0
        return Ended(
            status: hasExited ? (status >> 8) & 0xFF : 128 + (status & 0x7F),
            hasExited: hasExited,
            output: output,
            errors: errors
        )
    }

    /// Waits for its end and gives what it printed; anything but success is an error.
    @discardableResult
    package func succeeded(within limit: Duration = .seconds(120)) async throws -> String {
        let ended = try await ended(within: limit)
        guard ended.status == 0 else {
            throw TestSupportError("\(command) ended with \(ended.status): \(ended.errors)\(ended.output)")
        }
        return ended.output
    }

    private static func folder(_ name: String, in parent: String) throws -> URL {
        let folder = URL(filePath: parent).appending(path: "\(name).\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func text(_ name: String) -> String {
        // Foundation's shorter ways to read a file lose 4 KiB for each that is empty (Swift 6.3 on Linux).
        guard let file = try? FileHandle(forReadingFrom: folder.appending(path: name)) else { return "" }
        defer { try? file.close() }
        return (try? file.readToEnd()).flatMap { String(data: $0, encoding: .utf8) } ?? ""
    }

    private func reap() -> Int32? {
        waitStatus.withLock { known in
            var status: Int32 = 0
            if known == nil, waitpid(identifier, &status, WNOHANG) == identifier { known = status }
            return known
        }
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        output: String,
        errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // A task's thread blocks signals, and a program that inherits that can only be killed.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let status = posix_spawn(&child, arguments[0], &actions, &attributes, &words, &variables)
        guard status == 0 else { throw TestSupportError("\(arguments[0]) cannot be run: error \(status)") }
        return child
    }
}
