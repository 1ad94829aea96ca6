import ActivationDomain
import ArgumentParser
import BoardFormats
import BoardProjection
import WorkerSupport

/// `rollcall status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says how a campaign stands: labs, what needs a person, workers. From the status board's database.",
        discussion: """
            Without --campaign it is the one that was last heard of. The board (rollcall-board) keeps the database; where it \
            does not run, the last state is told with its age.

            Examples:
              rollcall status
              rollcall status --campaign 2026-autumn --json
              rollcall status --all

            Exit codes: 0 every job is active; 1 not every job; 64 wrong usage; 65 no such campaign; 78 bad settings, or no \
            database of a board.
            """
    )

    @OptionGroup var board: BoardOptions
    @Option(help: "The campaign. Default: the one that was last heard of.")
    var campaign: String?
    @Flag(help: "A line for each campaign instead.")
    var all = false
    @Flag(help: "Print it as JSON.")
    var json = false

    struct Report: Encodable {
        private enum CodingKeys: String, CodingKey {
            case board
        }

        var campaign: CampaignFacts
        var pace: PaceFacts
        var labs: [LabFacts]
        var problems: [ProblemFacts]
        var roster: WorkerRoster
        var board: APIBoard
        /// Whether workers could be heard.
        var hears: Bool

        /// Writes one object with the members of all that the API answers of them.
        func encode(to encoder: any Encoder) throws {
            try APICampaignDetail(campaign, pace, selection: campaign.counts).encode(to: encoder)
            try APILabs(labs).encode(to: encoder)
            try APIProblemGroups(problems).encode(to: encoder)
            try APIWorkers(roster.speaking).encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(board, forKey: .board)
        }
    }

    func validate() throws {
        guard campaign == nil || !all else { throw ValidationError("Give either --campaign or --all.") }
    }

    func run() async throws {
        try await Console.reportingFailures {
            let reader = try await board.open()
            if all { return try await writeAll(reader) }
            let facts = try await board.campaign(campaign, in: reader)
            let now = Timestamp.now
            let vitals = try await reader.vitals()
            let report = Report(
                campaign: facts,
                pace: try await reader.pace(of: facts, now: now),
                labs: try await reader.labs(of: facts.name, BoardFilter()),
                problems: try await reader.problems(of: facts.name, BoardFilter()),
                roster: try await reader.roster(now: now),
                board: APIBoard(vitals, try await reader.position(), version: Installation.version, now: now),
                hears: vitals?.hearsWorkers(now: now) ?? false
            )
            json ? JSONOutput.write(report) : write(report, now)
            if facts.counts.activated < facts.total { throw ExitCode(1) }
        }
    }
}
