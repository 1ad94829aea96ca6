import ActivationDomain
import ArgumentParser
import BoardFormats
import BoardProjection
import WorkerSupport

/// `rollcall report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Lists the jobs of a campaign: all, or those that a filter lets through. From the status board's database.",
        discussion: """
            One line for each computer and product, by site and lab. --csv is for spreadsheets: it begins with a byte order \
            mark, and no cell of it is taken for a formula.

            Examples:
              rollcall report --campaign 2026-autumn --state failed
              rollcall report --campaign 2026-autumn --lab A101 --csv > a101.csv
              rollcall report --code 0xC004F038 --json | jq -r .computer

            Exit codes: 0 done; 64 wrong usage; 65 no such campaign; 74 the output cannot be written; 78 bad settings, or no \
            database of a board.
            """
    )

    @OptionGroup var board: BoardOptions
    @Option(help: "The campaign. Default: the one that was last heard of.")
    var campaign: String?
    @Option(help: "Only this site.")
    var site: String?
    @Option(help: "Only this lab.")
    var lab: String?
    @Option(help: "Only this product.")
    var product: String?
    @Option(help: "Only this state, such as failed or deferred; may be given several times.")
    var state: [String] = []
    @Option(help: "Only this code, such as 0xC004F038.")
    var code: String?
    @Flag(help: "Print CSV.")
    var csv = false
    @Flag(help: "Print each job as JSON, one a line.")
    var json = false

    /// So many are read at a time; a million jobs take no more memory than these.
    private static let pageSize = 500

    func validate() throws {
        guard !csv || !json else { throw ValidationError("Give either --csv or --json.") }
        if let unknown = state.first(where: { ActivationState(rawValue: $0) == nil }) {
            let known = ActivationState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--state takes one of \(known), not \"\(unknown)\".")
        }
        if let code, ErrorCode(code) == nil {
            throw ValidationError("--code takes a code such as 0xC004F074 or ROLLCALL_TLS, not \"\(code)\".")
        }
    }

    func run() async throws {
        try await Console.reportingFailures {
            let reader = try await board.open()
            let name = try await board.campaign(campaign, in: reader).name
            if csv { Console.write(CSVTable<JobFacts>.jobs.head) }
            var key: BoardKey?
            var count = 0
            let filter = try await filter(name, reader)
            repeat {
                let page = try await reader.jobs(of: name, filter, after: key, limit: ReportCommand.pageSize)
                write(page.rows)
                if let failure = StandardOutput.failure { throw failure }
                count += page.rows.count
                key = page.next
            } while key != nil
            if count == 0 { Console.complain("rollcall: no job of \(name) is such a one") }
        }
    }

    private func filter(_ campaign: String, _ reader: BoardReader) async throws -> BoardFilter {
        var filter = BoardFilter()
        let labs = try await reader.labs(of: campaign, BoardFilter())
        // As they are written, also where they are asked for in another case.
        filter.site = site.map { site in labs.first { $0.site.folded == site.folded }?.site ?? site }
        filter.lab = lab.map { lab in labs.first { $0.lab.folded == lab.folded }?.lab ?? lab }
        filter.product = product
        filter.states = Set(state.compactMap(ActivationState.init(rawValue:)))
        filter.code = code.flatMap { ErrorCode($0)?.text }
        return filter
    }

    private func write(_ jobs: [JobFacts]) {
        if json { return jobs.forEach { JSONOutput.write(APIJob($0)) } }
        if csv { return Console.write(CSVTable<JobFacts>.jobs.text(jobs, board.language)) }
        for job in jobs {
            let when = job.nextAt.map { board.words["next \($0.toTheMinute)", "下次 \($0.toTheMinute)"] }
            let what = job.error.map { "\($0.code)  \(board.words.text($0.title))" }
            Console.line(
                [job.computer, job.site, job.lab, job.product, board.words.state(job.state), what, when]
                    .compactMap { $0?.visible }.joined(separator: "  ")
            )
        }
    }
}
