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

    private struct Report: Encodable {
        private enum CodingKeys: String, CodingKey {
            case board
        }

        var campaign: CampaignFacts
        var pace: PaceFacts
        var labs: [LabFacts]
        var problems: [ProblemFacts]
        var workers: [WorkerFacts]
        var board: APIBoard
        /// Whether workers could be heard: not while the broker takes no messages, or the board does not run.
        var hears: Bool

        /// Writes one object with the members of all that the API answers of them.
        func encode(to encoder: any Encoder) throws {
            try APICampaignDetail(campaign, pace, selection: campaign.counts).encode(to: encoder)
            try APILabs(labs).encode(to: encoder)
            try APIProblemGroups(problems).encode(to: encoder)
            try APIWorkers(workers).encode(to: encoder)
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
                workers: try await reader.workers(since: now.advanced(by: .zero - WorkerFacts.silence)),
                board: APIBoard(vitals, try await reader.position(), version: Installation.version, now: now),
                hears: BoardAge.isPresent(vitals, now: now)
            )
            json ? JSONOutput.write(report) : write(report, now)
            if facts.counts.activated < facts.total { throw ExitCode(1) }
        }
    }

    private func writeAll(_ reader: BoardReader) async throws {
        let campaigns = try await reader.campaigns()
        if json { return campaigns.forEach { JSONOutput.write(APICampaign($0)) } }
        var table = TextColumns([
            (board.words["campaign", "批次"], false), (board.words["jobs", "總數"], true),
            (board.words["active", "已啟用"], true),
            (board.words["open", "未結束"], true), (board.words["need you", "需要處理"], true),
            (board.words["last heard of (UTC)", "最後消息 (UTC)"], false),
        ])
        for campaign in campaigns {
            let counts = campaign.counts
            table.add(
                campaign.name,
                "\(campaign.total)",
                "\(counts.activated)",
                "\(campaign.total - counts.ended)",
                "\(counts.needsPerson)",
                campaign.lastAt.toTheMinute
            )
        }
        table.write()
    }

    private func write(_ report: Report, _ now: Timestamp) {
        let words = board.words
        Console.line(Style.bold(words.headline(report.campaign, report.pace, now: now)))
        Console.line()
        var labs = TextColumns([
            (words["site", "校區"], false), (words["lab", "教室"], false), (words["jobs", "總數"], true),
            (words["active", "已啟用"], true),
            (words["running", "執行中"], true), (words["waiting", "等待中"], true), (words["queued", "排隊中"], true),
            (words["need you", "需要處理"], true),
        ])
        for lab in report.labs {
            let counts = lab.counts
            labs.add(
                lab.site,
                lab.lab,
                "\(counts.total)",
                "\(counts.activated)",
                "\(counts.running)",
                "\(counts.waiting)",
                "\(counts.queued)",
                "\(counts.needsPerson)"
            )
        }
        labs.write()
        writeProblems(report.problems)
        Console.line()
        if report.workers.isEmpty, report.hears {
            Console.line(
                Style.yellow(words["No worker speaks. Start rollcall-worker.", "沒有 worker 回報。請啟動 rollcall-worker。"])
            )
        }
        for worker in report.workers {
            let load = words[
                "\(worker.running) of \(worker.slots) slots in use",
                "使用 \(worker.running)／\(worker.slots) 個名額"
            ]
            Console.line(
                "\(worker.host.visible)/\(worker.name.visible): \(load), \(worker.consuming)/\(worker.publishing)"
            )
        }
    }

    private func writeProblems(_ problems: [ProblemFacts]) {
        let words = board.words
        for problem in problems {
            Console.line()
            let title = "\(problem.error.code)  \(words.text(problem.error.title))".visible
            Console.line(problem.ended > 0 ? Style.red(title) : Style.yellow(title))
            let counts = [
                problem.ended > 0 ? words["\(problem.ended) ended", "\(problem.ended) 項已結束"] : nil,
                problem.open > 0 ? words["\(problem.open) will be tried again", "\(problem.open) 項將重試"] : nil,
                words["\(problem.labs) lab\(problem.labs == 1 ? "" : "s")", "\(problem.labs) 間教室"],
            ]
            Console.line("  " + counts.compactMap(\.self).joined(separator: words[", ", "，"]))
            for line in words.text(problem.error.advice).visible.wrapped(at: max(Console.width - 2, 40)) {
                Console.line("  " + line)
            }
        }
    }
}

extension Timestamp {
    /// The time to the second, for stories; UTC.
    var toTheSecondShown: String { "\(description.prefix(10)) \(description.dropFirst(11).prefix(8))" }

    /// The time to the minute, for tables; UTC.
    var toTheMinute: String { "\(description.prefix(10)) \(description.dropFirst(11).prefix(5))" }
}
