internal import ActivationDomain
internal import GRDB

extension JobFacts {
    init(_ row: Row) {
        id = row["uuid"]
        campaign = row["campaign"]
        computer = row["computer"]
        site = row["site"]
        lab = row["lab"]
        product = row["product"]
        round = row["round"]
        state = ActivationState(rawValue: row["state"]) ?? .enrolled
        // -1 where only the queue of results has told anything.
        attempt = max(0, row["attempt"])
        error = ErrorFacts(optional: row)
        isExhausted = row["isExhausted"]
        nextAt = BoardReader.time(row["nextAt"])
        enrolledAt = BoardReader.time(row["enrolledAt"])
        changedAt = Timestamp(microseconds: row["changedAt"])
        endedAt = BoardReader.time(row["endedAt"])
    }
}

extension ErrorFacts {
    init(_ row: Row) {
        code = row["code"]
        symbol = row["symbol"]
        errorClass = row["class"]
        title = LocalizedText(english: row["titleEnglish"], traditionalChinese: row["titleChinese"])
        advice = LocalizedText(english: row["adviceEnglish"], traditionalChinese: row["adviceChinese"])
    }

    /// Nil when the row has none.
    init?(optional row: Row) {
        guard row["code"] as String? != nil else { return nil }
        self.init(row)
    }
}

extension LicenceFacts {
    init(_ row: Row) {
        product = row["product"]
        status = row["status"]
        expiresAt = BoardReader.time(row["expiresAt"])
        kmsHost = row["kmsHost"]
        readAt = Timestamp(microseconds: row["readAt"])
    }
}

extension ComputerFacts {
    init(_ row: Row) {
        name = row["name"]
        address = row["address"]
        assetTag = row["assetTag"]
        channel = row["channel"]
        site = row["site"]
        lab = row["lab"]
        heardAt = BoardReader.time(row["heardAt"])
        licences = []
    }
}

extension AlarmFacts {
    init(_ row: Row) {
        id = row["id"]
        kind = row["kind"]
        subject = row["subject"]
        error = ErrorFacts(optional: row)
        detail = row["detail"]
        firstAt = Timestamp(microseconds: row["firstAt"])
        lastAt = Timestamp(microseconds: row["lastAt"])
        until = BoardReader.time(row["until"])
        count = row["n"]
    }
}
