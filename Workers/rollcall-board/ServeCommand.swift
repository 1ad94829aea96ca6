import ArgumentParser
import UnixSignals
import WorkerSupport

/// Runs the board.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the board; this is what happens without a command."
    )

    @OptionGroup var settings: SettingsFileOption

    func run() async throws {
        do {
            let installation = try Installation(configPath: settings.config)
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
            try await BoardProgram(installation).run {
                for await _ in signals { return }
            }
        } catch {
            throw RollcallBoard.exit(with: ProgramFailure(error))
        }
    }
}
