internal import Foundation

/// The OpenSSH client of this computer.
enum SSHProgram {
    /// Why it does not tell its version.
    struct Failure: Error, Sendable, Equatable {
        /// As it follows the program's name.
        var clause: String
    }

    /// Asks for its version, such as `OpenSSH_9.2p1 Debian-2+deb12u6`.
    static func version(of program: String, limit: Duration) async -> Result<String, Failure> {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--", program, "-V"]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        // There it writes its version.
        process.standardError = output
        let status = await withCheckedContinuation { (continuation: CheckedContinuation<Int32?, Never>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(returning: nil)
                return
            }
            let identifier = process.processIdentifier
            let seconds = Double(limit.components.seconds)
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak process] in
                if process?.isRunning == true { kill(identifier, SIGKILL) }
            }
        }
        // Of a program that was not begun nobody closes the pipe.
        guard let status else { return .failure(Failure(clause: "cannot be run")) }
        let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
        guard status == 0, let line = text.split(whereSeparator: \.isNewline).first else {
            // As `env` and shells do.
            return .failure(Failure(clause: status == 127 ? "is not there" : "cannot be run"))
        }
        return .success(String(line.prefix { $0 != "," }.prefix(100)))
    }
}
