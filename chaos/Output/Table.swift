/// Prints rows as a table, each as soon as it is there.
enum Table {
    private static let columns: [(title: String, width: Int)] = [
        ("scenario", 31), ("in", 6), ("ended", 6), ("lost", 5), ("conflicts", 10), ("raw", 4), ("repeated events", 16),
        ("repeated executions", 20), ("left", 5), ("dead", 5), ("deaths", 7), ("faults", 7), ("recovery", 9),
        ("time", 7),
    ]

    static var header: String {
        line(columns.map(\.title)) + "\n" + String(repeating: "-", count: columns.reduce(0) { $0 + $1.width })
    }

    static func text(_ row: Row) -> String {
        let cells = [
            row.scenario, "\(row.jobsIn)", "\(row.ended)", "\(row.lost)", "\(row.conflicting)",
            "\(row.contradictions.count)", "\(row.repeatedEvents) of \(row.repeatedEventsBound)",
            "\(row.repeatedExecutions) of \(row.repeatedExecutionsBound)", "\(row.left.values.reduce(0, +))",
            "\(row.dead)", "\(row.workerDeaths)", "\(row.faults)",
            row.recoverySeconds.map { "\(tenths($0)) s" } ?? "-", "\(tenths(row.seconds)) s",
        ]
        let notes =
            row.contradictions.map { contradiction in
                "  raw: \(contradiction.job) \(contradiction.states.joined(separator: ", then ")): "
                    + (contradiction.cause ?? "no fault before it")
            }
            + (row.gone.map { ["  \($0) jobs were deleted; enrolling again brought them back"] } ?? [])
            + (row.resources.map { ["  \($0)"] } ?? [])
            + row.broken.map { "  BROKEN: \($0)" }
        return ([line(cells)] + notes).joined(separator: "\n")
    }

    /// What the columns mean.
    static let legend = """
        in: jobs confirmed at enrolment; ended: jobs with a last state; lost: neither that nor expected in the dead queue;
        conflicts: jobs with two last states by the rule for ids; raw: ends under one id that contradict each other, of
        which the first counts; repeated: found, of how many the bound allows; left: messages anywhere once the workers
        have stopped; deaths: workers that did not stop in order; recovery: from the end of a fault until a worker that it
        struck speaks again, at most.
        """

    private static func tenths(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func line(_ cells: [String]) -> String {
        zip(columns, cells).enumerated().map { index, pair in
            let (column, cell) = pair
            let padding = String(repeating: " ", count: max(1, column.width - cell.count))
            return index == 0 ? cell + padding : padding + cell
        }
        .joined()
    }
}
