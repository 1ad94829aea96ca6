internal import ActivationDomain
internal import GRDB

extension BoardReader {
    /// All campaigns, the one that was last heard of first.
    package func campaigns() async throws -> [CampaignFacts] {
        try await read { db in
            let counts = try BoardReader.counts(
                db,
                "SELECT campaign, state, sum(n) FROM tally GROUP BY campaign, state"
            )
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, announced, attempts, superseded, firstAt, lastAt, endedAt FROM campaign
                    ORDER BY lastAt DESC, id DESC
                    """
            )
            return rows.map { BoardReader.campaign($0, counts[$0[0]] ?? StateCounts()) }
        }
    }

    /// One campaign; nil when there is none of that name.
    package func campaign(_ name: String) async throws -> CampaignFacts? {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, name, announced, attempts, superseded, firstAt, lastAt, endedAt FROM campaign WHERE name = ?
                    """,
                arguments: [name]
            )
            return try row.map { row in
                let id: Int64 = row[0]
                let counts = try BoardReader.counts(
                    db,
                    "SELECT campaign, state, sum(n) FROM tally WHERE campaign = ? GROUP BY campaign, state",
                    [id]
                )
                return BoardReader.campaign(row, counts[id] ?? StateCounts())
            }
        }
    }

    /// How the jobs stand that a filter lets through.
    package func counts(of campaign: String, _ filter: BoardFilter) async throws -> StateCounts {
        try await read { db in
            let query = TallyQuery(campaign: campaign, filter)
            let sql = query.select("t.campaign, t.state, sum(t.n)", "t.campaign, t.state")
            return try BoardReader.counts(db, sql, query.arguments).values.first ?? StateCounts()
        }
    }

    /// The labs of a campaign by site and name, with the jobs that a filter lets through.
    package func labs(of campaign: String, _ filter: BoardFilter) async throws -> [LabFacts] {
        try await read { db in
            let query = TallyQuery(campaign: campaign, filter)
            let sql =
                query.select("l.site, l.name, t.state, sum(t.n)", "t.lab, t.state") + " ORDER BY l.site, l.name, l.id"
            var labs: [LabFacts] = []
            for row in try Row.fetchAll(db, sql: sql, arguments: query.arguments) {
                let (site, name): (String, String) = (row[0], row[1])
                if labs.last?.site != site || labs.last?.lab != name {
                    labs.append(LabFacts(site: site, lab: name, counts: StateCounts()))
                }
                BoardReader.add(row[2], row[3], to: &labs[labs.count - 1].counts)
            }
            return labs.filter { $0.counts.total > 0 }
        }
    }

    /// The products of a campaign, by key.
    package func products(of campaign: String) async throws -> [String] {
        try await read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT p.key FROM tally t JOIN campaign c ON c.id = t.campaign JOIN product p ON p.id = t.product
                    WHERE c.name = ? AND t.n > 0 ORDER BY p.key
                    """,
                arguments: [campaign]
            )
        }
    }

    /// What keeps jobs from being active, by the code that decides: what has ended first, then by number.
    package func problems(of campaign: String, _ filter: BoardFilter) async throws -> [ProblemFacts] {
        try await read { db in
            var query = TallyQuery(campaign: campaign, filter)
            query.add("t.error > 0 AND t.state <> 'activated'")
            let ended = ActivationState.allCases.filter(\.isLast).map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let sql = """
                SELECT sums.*, s.firstAt, s.lastAt, e.code, e.symbol, e.class, e.titleEnglish, e.titleChinese,
                  e.adviceEnglish, e.adviceChinese
                FROM (\(query.select(
                    """
                    t.campaign AS campaign, t.error AS error,
                    sum(CASE WHEN t.state IN (\(ended)) THEN t.n ELSE 0 END) AS ended,
                    sum(CASE WHEN t.state IN (\(ended)) THEN 0 ELSE t.n END) AS open,
                    count(DISTINCT CASE WHEN t.n > 0 THEN t.lab END) AS labs
                    """,
                    "t.error"
                ))) AS sums
                JOIN error e ON e.id = sums.error JOIN sighting s ON s.campaign = sums.campaign AND s.error = sums.error
                WHERE sums.ended + sums.open > 0 ORDER BY sums.ended DESC, sums.open DESC, e.code
                """
            return try Row.fetchAll(db, sql: sql, arguments: query.arguments).map { row in
                ProblemFacts(
                    error: ErrorFacts(row),
                    ended: row["ended"],
                    open: row["open"],
                    labs: row["labs"],
                    firstAt: Timestamp(microseconds: row["firstAt"]),
                    lastAt: Timestamp(microseconds: row["lastAt"])
                )
            }
        }
    }

    /// Waiting jobs by the time at which they are due, in at most `columns` equal stretches of whole minutes.
    package func due(in campaign: String, columns: Int = 24) async throws -> (width: Duration, stretches: [DueFacts]) {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT minute, n FROM due JOIN campaign c ON c.id = campaign WHERE c.name = ? AND n > 0 ORDER BY minute
                    """,
                arguments: [campaign]
            )
            guard let first: Int64 = rows.first?[0], let last: Int64 = rows.last?[0] else { return (.seconds(60), []) }
            let width = (last - first) / Int64(columns) + 1
            var stretches = (0...(last - first) / width).map { index in
                DueFacts(from: Timestamp(microseconds: (first + index * width) * 60_000_000), count: 0)
            }
            for row in rows { stretches[Int(((row[0] as Int64) - first) / width)].count += row[1] as Int }
            return (.seconds(60 * width), stretches)
        }
    }
}

extension BoardReader {
    static func campaign(_ row: Row, _ counts: StateCounts) -> CampaignFacts {
        CampaignFacts(
            name: row[1],
            total: max(row[2] ?? 0, counts.total),
            counts: counts,
            attempts: row[3],
            superseded: row[4],
            firstAt: Timestamp(microseconds: row[5]),
            lastAt: Timestamp(microseconds: row[6]),
            endedAt: BoardReader.time(row[7])
        )
    }

    /// Reads rows of campaign, state and number.
    static func counts(
        _ db: Database,
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> [Int64: StateCounts] {
        var counts: [Int64: StateCounts] = [:]
        for row in try Row.fetchAll(db, sql: sql, arguments: arguments) {
            add(row[1], row[2], to: &counts[row[0], default: StateCounts()])
        }
        return counts
    }

    static func add(_ state: String, _ count: Int, to counts: inout StateCounts) {
        guard count != 0, let state = ActivationState(rawValue: state) else { return }
        counts.byState[state, default: 0] += count
    }

    static func time(_ microseconds: Int64?) -> Timestamp? { microseconds.map(Timestamp.init(microseconds:)) }
}
