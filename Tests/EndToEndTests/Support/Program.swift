import Foundation
import Synchronization

/// One of the project's programs, or a peer in Python, run as a process of its own.
///
/// Spawned by hand: Foundation takes a process for running as long as anyone holds a descriptor that it inherited, and
/// a broker outlives the script that starts it.
final class Program: Sendable {
    /// What a program left behind.
    struct Ended: Sendable {
        /// The exit code, or 128 and the signal that ended it.
        var status: Int32
        /// Whether it ended by itself and not by a signal.
        var hasExited: Bool
        var output: String
        var errors: String
    }

    let name: String
    let processIdentifier: pid_t
    private let folder: URL
    /// What `waitpid` gave once the process had ended.
    private let waitStatus = Mutex<Int32?>(nil)

    /// Starts a program; what it prints goes to files in `folder`.
    init(_ executable: URL, _ arguments: [String], environment: [String: String], folder: URL) throws {
        name = executable.lastPathComponent
        self.folder = folder.appending(path: "\(name).\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        processIdentifier = try Program.spawn(
            [executable.path] + arguments,
            environment,
            output: self.folder.appending(path: "out").path,
            errors: self.folder.appending(path: "err").path
        )
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
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, arguments[0], &actions, nil, &words, &variables)
        guard code == 0 else { throw ProgramError(message: "\(arguments[0]): \(String(cString: strerror(code)))") }
        return child
    }

    /// What it has printed so far.
    var output: String { text("out") }
    var errors: String { text("err") }
    var isRunning: Bool { reap() == nil }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    private func reap() -> Int32? {
        waitStatus.withLock { known in
            if known == nil {
                var status: Int32 = 0
                if waitpid(processIdentifier, &status, WNOHANG) == processIdentifier { known = status }
            }
            return known
        }
    }

    func signal(_ signal: Int32) {
        if isRunning { kill(processIdentifier, signal) }
    }

    /// Waits for its end; kills it when the limit passes.
    func ended(within limit: Duration = .seconds(60)) async throws -> Ended {
        let start = ContinuousClock.now
        while true {
            if let status = reap() {
                let hasExited = status & 0x7F == 0
                return Ended(
                    status: hasExited ? (status >> 8) & 0xFF : 128 + (status & 0x7F),
                    hasExited: hasExited,
                    output: output,
                    errors: errors
                )
            }
            if ContinuousClock.now - start > limit {
                signal(SIGKILL)
                throw ProgramError(message: "\(name) did not end within \(limit)\n\(errors)\n\(output)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// What went wrong in a test's own machinery.
struct ProgramError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Waits until a condition holds.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(30),
    _ condition: () async throws -> Bool
) async throws {
    let start = ContinuousClock.now
    while try await !condition() {
        if ContinuousClock.now - start > limit { throw ProgramError(message: "\(what): not within \(limit)") }
        try await Task.sleep(for: .milliseconds(25))
    }
}
