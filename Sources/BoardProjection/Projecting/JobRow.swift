internal import ActivationDomain
internal import ActivationPipeline
internal import GRDB

/// A row of the table of jobs.
struct JobRow {
    var id: Int64?
    var uuid: String
    var campaign, computer, product, lab: Int64
    var isCurrent: Bool
    /// As it is shown.
    var state: ActivationState
    /// As the stream alone tells it.
    var standing: JobStanding
    var isProvisional = false
    var error: Int64?
    var code: String?
    var isExhausted = false
    var nextAt, enrolledAt: Int64?
    var changedAt: Int64
    var endedAt: Int64?

    /// Whether it is not in the table yet, and so not counted.
    var isNew: Bool { id == nil }

    /// What it counts under, beside its state.
    var countedError: Int64 { state == .activated ? 0 : error ?? 0 }

    static func fetch(_ db: Database, uuid: String) throws -> JobRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, uuid, campaign, computer, product, lab, isCurrent, state, round, stood, attempt, parks, told,
                      isProvisional, error, code, isExhausted, nextAt, enrolledAt, changedAt, endedAt
                    FROM job WHERE uuid = ?
                    """
            ),
            arguments: [uuid]
        ).map(JobRow.init)
    }

    private init(_ row: Row) {
        id = row[0]
        uuid = row[1]
        campaign = row[2]
        computer = row[3]
        product = row[4]
        lab = row[5]
        isCurrent = row[6]
        state = ActivationState(rawValue: row[7]) ?? .enrolled
        standing = JobStanding(
            round: row[8],
            state: ActivationState(rawValue: row[9]) ?? .enrolled,
            attempt: row[10],
            parks: row[11],
            told: StateSet(bits: row[12])
        )
        isProvisional = row[13]
        error = row[14]
        code = row[15]
        isExhausted = row[16]
        nextAt = row[17]
        enrolledAt = row[18]
        changedAt = row[19]
        endedAt = row[20]
    }

    init(
        uuid: String,
        campaign: Int64,
        computer: Int64,
        product: Int64,
        lab: Int64,
        round: Int,
        isCurrent: Bool,
        at time: Timestamp
    ) {
        self.uuid = uuid
        self.campaign = campaign
        self.computer = computer
        self.product = product
        self.lab = lab
        self.isCurrent = isCurrent
        state = .enrolled
        standing = JobStanding(round: round)
        changedAt = time.microseconds
    }

    mutating func write(_ db: Database) throws {
        // Of an end that only the queue of results has told, the stream has told nothing yet.
        let attempt = standing.attempt == .min ? -1 : standing.attempt
        guard let id else {
            try db.run(
                """
                INSERT INTO job (uuid, campaign, computer, product, lab, round, isCurrent, state, stood, attempt, parks, told,
                  isProvisional, error, code, isExhausted, nextAt, enrolledAt, changedAt, endedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    uuid, campaign, computer, product, lab, standing.round, isCurrent, state.rawValue,
                    standing.state.rawValue, attempt, standing.parks, standing.told.bits, isProvisional, error, code,
                    isExhausted, nextAt, enrolledAt, changedAt, endedAt,
                ]
            )
            self.id = db.lastInsertedRowID
            return
        }
        try db.run(
            """
            UPDATE job SET isCurrent = ?, state = ?, stood = ?, attempt = ?, parks = ?, told = ?, isProvisional = ?,
              error = ?, code = ?, isExhausted = ?, nextAt = ?, enrolledAt = ?, changedAt = ?, endedAt = ? WHERE id = ?
            """,
            [
                isCurrent, state.rawValue, standing.state.rawValue, attempt, standing.parks, standing.told.bits,
                isProvisional, error, code, isExhausted, nextAt, enrolledAt, changedAt, endedAt, id,
            ]
        )
    }
}

extension Database {
    /// Runs one statement that is kept compiled.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
