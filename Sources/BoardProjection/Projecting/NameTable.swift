internal import ActivationDomain
internal import ActivationPipeline
internal import GRDB

/// The numbers that stand for names in the tables, found or given; what one transaction has asked for is remembered.
struct NameTable {
    private let db: Database
    private var campaigns: [String: Int64] = [:]
    private var products: [String: Int64] = [:]
    private var labs: [Lab: Int64] = [:]
    private var errors: [ObservedFailure: Int64] = [:]

    private struct Lab: Hashable {
        var site, name: String
    }

    init(_ db: Database) {
        self.db = db
    }

    mutating func campaign(_ name: String, at time: Timestamp) throws -> Int64 {
        if let id = campaigns[name] { return id }
        try db.run(
            "INSERT INTO campaign (name, firstAt, lastAt) VALUES (?, ?2, ?2) ON CONFLICT (name) DO NOTHING",
            [name, time.microseconds]
        )
        let id = try number("SELECT id FROM campaign WHERE name = ?", [name])
        campaigns[name] = id
        return id
    }

    mutating func product(_ key: String) throws -> Int64 {
        if let id = products[key] { return id }
        try db.run("INSERT INTO product (key) VALUES (?) ON CONFLICT (key) DO NOTHING", [key])
        let id = try number("SELECT id FROM product WHERE key = ?", [key])
        products[key] = id
        return id
    }

    mutating func lab(site: String, name: String) throws -> Int64 {
        let key = Lab(site: site, name: name)
        if let id = labs[key] { return id }
        try db.run("INSERT INTO lab (site, name) VALUES (?, ?) ON CONFLICT (site, name) DO NOTHING", [site, name])
        let id = try number("SELECT id FROM lab WHERE site = ? AND name = ?", [site, name])
        labs[key] = id
        return id
    }

    /// The number of the code that decides; its words are those of the newest event.
    mutating func error(_ failure: ObservedFailure) throws -> Int64 {
        if let id = errors[failure] { return id }
        try db.run(
            """
            INSERT INTO error (code, symbol, class, titleEnglish, titleChinese, adviceEnglish, adviceChinese)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (code) DO UPDATE SET symbol = coalesce(excluded.symbol, symbol), class = excluded.class,
              titleEnglish = excluded.titleEnglish, titleChinese = excluded.titleChinese,
              adviceEnglish = excluded.adviceEnglish, adviceChinese = excluded.adviceChinese
            """,
            [
                failure.decidingCode, failure.symbol, failure.errorClass, failure.title.english,
                failure.title.traditionalChinese, failure.advice.english, failure.advice.traditionalChinese,
            ]
        )
        let id = try number("SELECT id FROM error WHERE code = ?", [failure.decidingCode])
        errors[failure] = id
        return id
    }

    /// The computer, as the newest job tells of it.
    func computer(_ activation: ObservedEvent.Activation, lab: Int64, at time: Timestamp) throws -> Int64 {
        let key = activation.computer.folded
        let details = activation.details
        let known = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, name, address, assetTag, lab, changedAt FROM computer WHERE key = ?"),
            arguments: [key]
        )
        guard let known else {
            try db.run(
                """
                INSERT INTO computer (key, name, address, assetTag, channel, lab, changedAt, knownAt)
                VALUES (?, ?, ?, ?, ?, ?, ?7, ?7)
                """,
                [key, activation.computer, details.address, details.assetTag, details.channel, lab, time.microseconds]
            )
            let id = db.lastInsertedRowID
            try write(text: activation, of: id)
            return id
        }
        let id: Int64 = known[0]
        let changedAt: Int64 = known[5]
        guard changedAt <= time.microseconds else { return id }
        try db.run(
            "UPDATE computer SET name = ?, address = ?, assetTag = ?, channel = ?, lab = ?, changedAt = ? WHERE id = ?",
            [activation.computer, details.address, details.assetTag, details.channel, lab, time.microseconds, id]
        )
        if known[1] != activation.computer || known[2] != details.address || known[3] != details.assetTag {
            try db.run("DELETE FROM computerText WHERE rowid = ?", [id])
            try write(text: activation, of: id)
        }
        return id
    }

    private func write(text activation: ObservedEvent.Activation, of computer: Int64) throws {
        try db.run(
            "INSERT INTO computerText (rowid, name, assetTag, address) VALUES (?, ?, ?, ?)",
            [computer, activation.computer, activation.details.assetTag, activation.details.address]
        )
    }

    private func number(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? 0
    }
}
