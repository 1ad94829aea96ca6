import ActivationDomain
import BoardFormats
import BoardProjection

/// What `rollcall status` prints for people.
extension StatusCommand {
    func writeAll(_ reader: BoardReader) async throws {
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

    func write(_ report: Report, _ now: Timestamp) {
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
        writeWorkers(report, now)
    }

    private func writeWorkers(_ report: Report, _ now: Timestamp) {
        let words = board.words
        Console.line()
        if report.hears {
            if report.roster.speaking.isEmpty {
                Console.line(
                    Style.yellow(
                        words["No worker speaks. Start rollcall-worker.", "沒有 worker 回報。請啟動 rollcall-worker。"]
                    )
                )
            }
            for worker in report.roster.silent {
                let time = worker.seenAt.toTheMinute
                let silence = words["silent since \(time), without having said that it stops", "自 \(time) 起沒有消息，也未回報停止"]
                Console.line(Style.yellow("\(worker.host.visible)/\(worker.name.visible): \(silence)"))
            }
            if !report.campaign.isComplete, let due = PaceFacts.overdue(report.pace.nextDue, now: now)?.toTheMinute {
                Console.line(
                    Style.yellow(
                        words["Waiting jobs were due at \(due) and are not tried.", "有等待中的工作應於 \(due) 重試，但尚未執行。"]
                    )
                )
            }
        }
        for worker in report.roster.speaking {
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
