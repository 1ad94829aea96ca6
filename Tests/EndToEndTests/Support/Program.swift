import Foundation
import Synchronization

/// One of the project's programs, or a peer in Python, run as a process of its own.
final class Program: Sendable {
    /// What a program left behind.
    struct Ended: Sendable {
        var status: Int32
        /// Whether it ended by itself and not by a signal.
        var hasExited: Bool
        var output: String
        var errors: String
    }

    let name: String
    private let process: Mutex<Process>
    private let folder: URL
    let processIdentifier: Int32

    /// Starts a program; what it prints goes to files in `folder`.
    init(_ executable: URL, _ arguments: [String], environment: [String: String], folder: URL) throws {
        name = executable.lastPathComponent
        self.folder = folder.appending(path: "\(name).\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Program.file(self.folder, "out")
        process.standardError = try Program.file(self.folder, "err")
        try process.run()
        processIdentifier = process.processIdentifier
        self.process = Mutex(process)
    }

    private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
        let url = folder.appending(path: name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    /// What it has printed so far.
    var output: String { text("out") }
    var errors: String { text("err") }
    var isRunning: Bool { process.withLock { $0.isRunning } }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    func signal(_ signal: Int32) {
        if isRunning { kill(processIdentifier, signal) }
    }

    /// Waits for its end; kills it when the limit passes.
    func ended(within limit: Duration = .seconds(60)) async throws -> Ended {
        let start = ContinuousClock.now
        while isRunning {
            if ContinuousClock.now - start > limit {
                signal(SIGKILL)
                throw ProgramError(message: "\(name) did not end within \(limit)\n\(errors)\n\(output)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return process.withLock { process in
            Ended(
                status: process.terminationStatus,
                hasExited: process.terminationReason == .exit,
                output: output,
                errors: errors
            )
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
