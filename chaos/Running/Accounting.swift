import ActivationPipeline
import TestSupport

/// Counts what a scenario has come to, and holds it against the rules.
struct Accounting {
    let scenario: Scenario
    let stage: Stage

    /// Fills the row from the status log, the lab's ledger and the queues, all read anew.
    func fill(_ row: inout Row, _ urls: [String]) async throws {
        let count = try await StatusLog.readAll(urls, stage.campus.names)
        let executions = ExecutionCount(try stage.campus.ledger, attempts: count.attemptsByPair)
        let bound = try stage.bound(
            slots: scenario.slots,
            chain: scenario.lab.chain,
            longestWait: count.longestWait
        )
        let crew = try stage.crew
        row.jobsIn = stage.enrolled
        row.ended = count.ends.count
        row.lost = max(0, stage.enrolled - count.ends.count - scenario.expectedWithoutEnd)
        row.conflicting = count.conflicting.count
        row.contradictions = count.contradictions.map { contradiction in
            Row.Contradiction(
                job: count.pairs[contradiction.job] ?? contradiction.job,
                states: contradiction.ends.map(\.state),
                cause: stage.faults.cause(of: contradiction)?.name
            )
        }
        row.unexpected = unexpected(count)
        row.repeatedEvents = count.repeated
        row.repeatedEventsBound = bound.events
        row.executions = executions.total
        row.repeatedExecutions = executions.repeated
        row.repeatedExecutionsBound = bound.executions
        row.left = try await leftAnywhere()
        row.dead = try await stage.campus.messageCounts()[stage.campus.names.deadQueue] ?? 0
        row.gone = stage.gone
        row.faults = stage.faults.faults.count
        row.workerDeaths = crew.deaths
        row.recoverySeconds = stage.faults.faults.compactMap { stage.follower.recovery(from: $0) }.max()
        row.resources = stage.resources.summary("w1")
        row.broken += problems(row, crew)
        if row.lost > 0 { row.broken += count.unended.prefix(10).map { "no end of \($0)" } }
    }

    /// What is ready in each queue but those that keep things.
    static func left(_ campus: Campus) async throws -> [String: Int] {
        let keeping = keeping(campus)
        return try await campus.messageCounts().filter { !keeping.contains($0.key) }
    }

    private static func keeping(_ campus: Campus) -> [String] {
        [campus.names.statusLog, campus.names.deadQueue, campus.names.results]
    }

    /// What lies in queues in any way: ready, unacknowledged, or on its way to the next queue of the ladder.
    ///
    /// The broker brings its own figures up to date every five seconds.
    private func leftAnywhere() async throws -> [String: Int] {
        let keeping = Accounting.keeping(stage.campus)
        var left: [String: Int] = [:]
        for _ in 1...8 {
            left = try await Accounting.left(stage.campus)
            let list = try await stage.broker.control("-q", "list_queues", "--no-table-headers", "name", "messages")
            for line in list.split(separator: "\n") {
                let fields = line.split(separator: "\t").map(String.init)
                guard fields.count == 2, fields[0].hasPrefix(stage.campus.prefix + "."), !keeping.contains(fields[0])
                else {
                    continue
                }
                left[fields[0]] = max(left[fields[0]] ?? 0, Int(fields[1]) ?? 0)
            }
            left = left.filter { $0.value != 0 }
            if left.isEmpty { break }
            try await Task.sleep(for: .seconds(1))
        }
        return left
    }

    private func unexpected(_ count: EventCount) -> [String] {
        count.ends.compactMap { job, end in
            let computer = String((count.pairs[job] ?? "").prefix { $0 != "/" })
            guard let expected = scenario.fates[computer] ?? LabMix.expected(computer), end.state != expected else {
                return nil
            }
            return "\(computer) ended as \(end.state), not \(expected)"
        }
        .sorted()
    }

    private func counted(_ codes: [Int32]) -> String {
        Dictionary(grouping: codes, by: \.self).sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.count) times)" }
            .joined(separator: ", ")
    }

    private func problems(_ row: Row, _ crew: Crew) -> [String] {
        var problems: [String] = []
        func rule(_ holds: Bool, _ sentence: @autoclosure () -> String) {
            if !holds { problems.append(sentence()) }
        }
        rule(row.jobsIn == stage.jobs, "\(row.jobsIn) jobs were enrolled, not \(stage.jobs)")
        rule(row.lost == 0, "\(row.lost) jobs are lost")
        rule(row.conflicting == 0, "\(row.conflicting) jobs have more than one end by the rule for ids")
        rule(row.contradictions.allSatisfy { $0.cause != nil }, "ends contradict each other without a fault before it")
        rule(row.left.isEmpty, "left in queues: \(row.left)")
        rule(row.dead == scenario.expectedDead, "\(row.dead) messages are dead, not \(scenario.expectedDead)")
        rule(
            row.unexpected.isEmpty,
            "\(row.unexpected.count) jobs ended otherwise than their computer's script says, such as "
                + row.unexpected.prefix(3).joined(separator: "; ")
        )
        rule(!stage.resources.grows, "a worker takes more and more of the machine")
        rule(row.repeatedExecutions <= row.repeatedExecutionsBound, "more repeated executions than the bound")
        rule(row.repeatedEvents <= row.repeatedEventsBound, "more repeated events than the bound")
        rule(
            !scenario.workersSurvive || crew.ownEnds.isEmpty,
            "workers ended by themselves, with exit codes \(counted(crew.ownEnds))"
        )
        return problems
    }
}
