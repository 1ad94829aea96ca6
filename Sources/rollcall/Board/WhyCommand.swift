import ActivationDomain
import ActivationPipeline
import ArgumentParser
import BoardFormats
import BoardProjection
import WorkerSupport

/// `rollcall why`.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract:
            "Tells a computer's whole story: licences, jobs, attempt by attempt. From the status board's database.",
        discussion: """
            Examples:
              rollcall why A101-07
              rollcall why a101-07 --language zh-Hant
              rollcall why A101-07 --json

            Exit codes: 0 told; 64 wrong usage; 65 no such computer; 78 bad settings, or no database of a board.
            """
    )

    @OptionGroup var board: BoardOptions
    @Argument(
        help:
            "The computer's name, in any case; or a part of its name, asset tag or address, three characters at least, if one alone has it."
    )
    var computer: String
    @Flag(help: "Print it as JSON.")
    var json = false

    func run() async throws {
        try await Console.reportingFailures {
            let reader = try await board.open()
            let (computer, jobs) = try await find(reader)
            json ? JSONOutput.write(APIComputerStory(computer, jobs)) : write(computer, jobs)
        }
    }

    private func find(_ reader: BoardReader) async throws -> (ComputerFacts, [JobStory]) {
        if let found = try await reader.computer(computer) { return found }
        let near = try await reader.computers(matching: computer, limit: 6).rows
        if near.count == 1, let name = near.first?.name, let found = try await reader.computer(name) { return found }
        let names = near.prefix(5).map(\.name).joined(separator: ", ") + (near.count > 5 ? " …" : "")
        throw ProgramFailure(
            .data,
            "the board knows no computer \(computer)"
                + (names.isEmpty ? "; it knows those that have had a job" : "; near it are \(names)")
                + (names.isEmpty && computer.count < 3 ? ", and looks for a part of three characters or more" : "")
        )
    }

    private func write(_ computer: ComputerFacts, _ jobs: [JobStory]) {
        let words = board.words
        Console.line(
            Style.bold(
                "\(computer.name)  \(computer.site) \(computer.lab)  \(computer.address)  \(computer.assetTag)".visible
            )
        )
        let heard = computer.heardAt.map(\.toTheMinute) ?? words["never", "從未"]
        Console.line("  " + words["last answered (UTC): \(heard)", "最後回應 (UTC)：\(heard)"])
        for licence in computer.licences {
            let end = licence.expiresAt.map { words["until \($0.toTheMinute)", "至 \($0.toTheMinute)"] }
            Console.line(
                "  "
                    + [licence.product, licence.status, end, licence.kmsHost].compactMap { $0?.visible }.joined(
                        separator: "  "
                    )
            )
        }
        for story in jobs {
            let job = story.job
            let round = job.round == 1 && story.isCurrent ? nil : words["round \(job.round)", "第 \(job.round) 輪"]
            let old = story.isCurrent ? nil : words["(superseded)", "（已由新一輪取代）"]
            Console.line()
            Console.line(
                Style.bold(
                    [job.campaign, job.product, round, words.state(job.state), old].compactMap { $0?.visible }.joined(
                        separator: "  "
                    )
                )
            )
            if let at = job.enrolledAt { Console.line("  \(at.toTheSecondShown)  " + words.state(.enrolled)) }
            for attempt in story.attempts { write(attempt) }
            if let error = job.error, job.state != .activated {
                for line in words.text(error.advice).visible.wrapped(at: max(Console.width - 4, 40)) {
                    Console.line("    " + line)
                }
            }
        }
    }

    private func write(_ attempt: AttemptFacts) {
        let words = board.words
        let time = (attempt.startedAt ?? attempt.endedAt)?.toTheSecondShown ?? String(repeating: " ", count: 19)
        let number = words["attempt \(attempt.number)", "第 \(attempt.number) 次"]
        let took = attempt.milliseconds.map { "\(Double($0 / 100) / 10) s" }
        Console.line(
            "  \(time)  "
                + [number, words.state(attempt.state), took, attempt.kmsHost].compactMap { $0?.visible }.joined(
                    separator: "  "
                )
        )
        if let error = attempt.error {
            let outer = attempt.outerCode.map { words[" (behind \($0))", "（外層 \($0)）"] } ?? ""
            Console.line("    " + Style.yellow("\(error.code)\(outer)  \(words.text(error.title))".visible))
        }
        if let next = attempt.nextAt, !attempt.state.isLast {
            Console.line("    " + words["next attempt \(next.toTheSecondShown)", "下次嘗試 \(next.toTheSecondShown)"])
        }
        if let detail = attempt.evidence?.detail { Console.line("    " + Style.dim(detail.visible)) }
    }
}
