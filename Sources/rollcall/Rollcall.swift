import ArgumentParser
import WorkerSupport

/// The command line.
@main
struct Rollcall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "Activates a campus's own Windows and Office volume editions against its own KMS host.",
        discussion: """
            The usual way:
              rollcall topology apply     # once for each broker
              rollcall doctor             # is all there that is needed?
              rollcall enroll --register register.csv --campaign 2026-autumn
              rollcall-worker &           # one or more
              rollcall watch --campaign 2026-autumn
              rollcall-board &            # the web page; keeps the story
              rollcall status             # how does it stand, and what needs a person?
              rollcall why A101-07        # what became of this computer?
              rollcall check --lab A101   # what do the computers themselves say?

            Exit codes: 0 done; 1 (watch, status) not every job is active, (expiring) some licences end, (check) not all are licensed, (explain) not all \
            is in order; 64 wrong usage; 65 bad data; 69 the broker cannot be reached, (doctor) something failed, (check) a \
            computer could not be read; 74 the output cannot be written; 75 try again later; 77 not permitted; 78 bad settings.
            """,
        version: Installation.version,
        subcommands: [
            DoctorCommand.self, CheckCommand.self, TopologyCommand.self, EnrollCommand.self, WatchCommand.self,
            StatusCommand.self, ReportCommand.self, WhyCommand.self, ExpiringCommand.self, ExplainCommand.self,
        ]
    )

    static func main() async {
        StandardOutput.checkAtExit()
        await main(nil)
    }
}

/// The options that every command has.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The settings file. Default: ROLLCALL_CONFIG, else config/rollcall.yaml if it exists.")
    var config: String?

    func installation() throws(ProgramFailure) -> Installation {
        try Installation(configPath: config)
    }
}
