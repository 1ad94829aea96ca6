import ActivationDomain
import ArgumentParser
import BoardProjection
import Foundation
import WorkerSupport

/// Standard output and error, and what they can show.
enum Console {
    /// Whether standard output is a terminal.
    static let isTerminal = isatty(STDOUT_FILENO) == 1
    /// Colours only on a terminal, and not where the person wants none (no-color.org).
    static let hasColours =
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Columns of the terminal; 100 when there is none.
    static var width: Int {
        var size = winsize()
        guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }

    /// Writes a line to standard output at once.
    static func line(_ text: String = "") {
        write(text + "\n")
    }

    /// Writes to standard output at once.
    static func write(_ text: String) {
        StandardOutput.write(text)
    }

    /// Writes a line to standard error; what texts from outside bring along cannot command the terminal.
    static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text.visible + "\n").utf8))
    }

    /// Runs a command's body; whatever it throws becomes a sentence and an exit code, and so does output that is lost.
    static func reportingFailures(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ValidationError {
            throw error
        } catch let error as BoardDatabaseError {
            complain("rollcall: \(error.description)")
            throw ExitCode((error.passes ? ProgramFailure.ExitStatus.temporary : .settings).rawValue)
        } catch {
            // Its sentence, unless it is told below; what a code alone stands for has been said in the output.
            if !(error is ExitCode) { complain("rollcall: \(ProgramFailure(error).message)") }
            if (error as? ProgramFailure)?.status != .output { try checkOutput() }
            throw error as? ExitCode ?? ExitCode(ProgramFailure(error).status.rawValue)
        }
        try checkOutput()
    }

    private static func checkOutput() throws {
        guard let failure = StandardOutput.failure else { return }
        complain("rollcall: \(failure.message)")
        throw ExitCode(failure.status.rawValue)
    }
}

/// Colours and weights, where the terminal has them.
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"

    /// The text in this style.
    func callAsFunction(_ text: String) -> String {
        Console.hasColours ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
