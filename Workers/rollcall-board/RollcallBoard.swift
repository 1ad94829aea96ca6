import ArgumentParser
import Foundation
import UnixSignals
import WorkerSupport

/// The status board.
@main
struct RollcallBoard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-board",
        abstract: "Shows how activation stands: a web page, an API and metrics over the events of all campaigns.",
        discussion: """
            Reads the status stream into a database of its own (board.database), which it makes anew when it is deleted, \
            and serves pages on board.host and board.port; the address is printed once it listens. SIGTERM or Ctrl-C ends it.

            Examples:
              rollcall-board --config /etc/rollcall/rollcall.yaml
              ROLLCALL_BOARD_PORT=8500 rollcall-board

            Exit codes: 0 stopped in order; 69 the broker cannot be reached or was lost; 75 another board uses the \
            database; 77 the broker refuses the log-on; 78 a setting is wrong.
            """,
        version: Installation.version
    )

    @Option(name: .long, help: "The settings file. Default: ROLLCALL_CONFIG, else config/rollcall.yaml if it exists.")
    var config: String?

    func run() async throws {
        do {
            let installation = try Installation(configPath: config)
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
            try await BoardProgram(installation).run {
                for await _ in signals { return }
            }
        } catch {
            let failure = ProgramFailure(error)
            try? FileHandle.standardError.write(contentsOf: Data("rollcall-board: \(failure.message)\n".utf8))
            throw ExitCode(failure.status.rawValue)
        }
    }
}
