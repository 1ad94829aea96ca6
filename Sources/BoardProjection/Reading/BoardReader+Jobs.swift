internal import ActivationDomain
internal import GRDB

extension BoardReader {
    /// The newest round's jobs of a campaign, by site and lab, in the order in which they were enrolled.
    ///
    /// The kept counts say in which labs there are any, so only these are looked into.
    package func jobs(
        of campaign: String,
        _ filter: BoardFilter,
        after key: BoardKey? = nil,
        limit: Int
    ) async throws -> BoardPage<JobFacts> {
        try await read { db in
            guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM campaign WHERE name = ?", arguments: [campaign])
            else {
                return BoardPage(rows: [], next: nil)
            }
            let query = TallyQuery(campaign: campaign, filter)
            let labs = try Int64.fetchAll(
                db,
                sql: query.select("l.id", "l.id") + " HAVING sum(t.n) > 0 ORDER BY l.site, l.name, l.id",
                arguments: query.arguments
            )
            var rows: [JobFacts] = []
            var last = BoardKey(0, 0)
            let (begin, behind) = BoardReader.resume(labs, key)
            for (index, lab) in labs[begin...].enumerated() {
                let found = try BoardReader.jobs(
                    db,
                    "WHERE j.campaign = ? AND j.lab = ? AND j.id > ? AND j.isCurrent",
                    [id, lab, index == 0 ? behind : 0],
                    filter,
                    "ORDER BY j.id",
                    limit: limit + 1 - rows.count
                )
                for (number, job) in found {
                    guard rows.count < limit else { return BoardPage(rows: rows, next: last) }
                    rows.append(job)
                    last = BoardKey(lab, number)
                }
            }
            return BoardPage(rows: rows, next: nil)
        }
    }

    /// The waiting jobs of a campaign, the next due first.
    package func waiting(
        in campaign: String,
        _ filter: BoardFilter,
        after key: BoardKey? = nil,
        limit: Int
    ) async throws -> BoardPage<JobFacts> {
        try await read { db in
            let (due, id) = key.map { ($0.parts[0], $0.parts.last ?? 0) } ?? (.min, 0)
            let found = try BoardReader.jobs(
                db,
                """
                WHERE j.campaign = (SELECT id FROM campaign WHERE name = ?) AND j.nextAt IS NOT NULL
                  AND (j.nextAt, j.id) > (?, ?)
                """,
                [campaign, due, id],
                filter,
                "ORDER BY j.nextAt, j.id",
                limit: limit + 1
            )
            let rows = found.prefix(limit)
            let next =
                found.count > limit ? rows.last.map { BoardKey($0.job.nextAt?.microseconds ?? 0, $0.number) } : nil
            return BoardPage(rows: rows.map(\.job), next: next)
        }
    }

    /// Where in the list of labs to go on, and behind which job there.
    private static func resume(_ labs: [Int64], _ key: BoardKey?) -> (index: Int, job: Int64) {
        guard let key else { return (0, 0) }
        // A lab whose last job has left the filter meanwhile is not in the list any more; then it begins again.
        return labs.firstIndex(of: key.parts[0]).map { ($0, key.parts.last ?? 0) } ?? (0, 0)
    }

    /// Jobs with their numbers in the table.
    static func jobs(
        _ db: Database,
        _ condition: String,
        _ values: StatementArguments,
        _ filter: BoardFilter,
        _ order: String,
        limit: Int
    ) throws -> [(number: Int64, job: JobFacts)] {
        var arguments = values
        var conditions = condition
        func add(_ text: String, _ values: StatementArguments) {
            conditions += " AND " + text
            arguments += values
        }
        if let site = filter.site { add("l.site = ?", [site]) }
        if let lab = filter.lab { add("l.name = ?", [lab]) }
        if let product = filter.product { add("p.key = ?", [product]) }
        if let code = filter.code {
            add("j.error = (SELECT id FROM error WHERE code = ?) AND j.state <> 'activated'", [code])
        }
        if !filter.states.isEmpty {
            let marks = filter.states.map { _ in "?" }.joined(separator: ", ")
            add("j.state IN (\(marks))", StatementArguments(filter.states.map(\.rawValue)))
        }
        arguments += [limit]
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT j.id AS number, j.uuid, ca.name AS campaign, c.name AS computer, l.site, l.name AS lab,
                  p.key AS product, j.round, j.state, j.attempt, j.isExhausted, j.nextAt, j.enrolledAt, j.changedAt, j.endedAt,
                  e.code, e.symbol, e.class, e.titleEnglish, e.titleChinese, e.adviceEnglish, e.adviceChinese, j.isCurrent
                FROM job j JOIN computer c ON c.id = j.computer JOIN campaign ca ON ca.id = j.campaign
                JOIN lab l ON l.id = j.lab JOIN product p ON p.id = j.product LEFT JOIN error e ON e.id = j.error
                \(conditions) \(order) LIMIT ?
                """,
            arguments: arguments
        )
        return rows.map { ($0["number"], JobFacts($0)) }
    }
}
