import ArgumentParser
import Foundation
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
              rollcall-board user add alice --role operator

            Exit codes: 0 stopped in order; 69 the broker cannot be reached or was lost, or the port is taken; 75 another \
            board uses the database; 77 the broker refuses the log-on; 78 a setting is wrong, or a file that one names.
            """,
        version: Installation.version,
        subcommands: [ServeCommand.self, UserCommand.self],
        defaultSubcommand: ServeCommand.self
    )

    /// Ends the program with a sentence.
    static func exit(with failure: ProgramFailure) -> ExitCode {
        try? FileHandle.standardError.write(contentsOf: Data("rollcall-board: \(failure.message)\n".utf8))
        return ExitCode(failure.status.rawValue)
    }
}
