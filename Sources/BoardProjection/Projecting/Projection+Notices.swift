internal import ActivationDomain
internal import ActivationPipeline
internal import GRDB

extension Projection {
    /// Takes in what concerns no job; the first of an id counts.
    mutating func apply(_ notice: ObservedNotice, id: String, at time: Timestamp) throws {
        try db.run("INSERT INTO noticeID (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", [id, time.microseconds])
        guard db.changesCount > 0 else {
            repeats += 1
            return
        }
        switch notice {
        case .enrolled(let name, let count):
            let campaign = try names.campaign(name, at: time)
            try db.run(
                "UPDATE campaign SET announced = max(coalesce(announced, 0), ?) WHERE id = ?",
                [count, campaign]
            )
            tally.touch(campaign: campaign, at: time)
        case .rejected(let sha256, let reason, let detail, let queue):
            try db.run(
                """
                INSERT INTO rejection (sha256, reason, detail, queue, firstAt, lastAt, n) VALUES (?, ?, ?, ?, ?5, ?5, 1)
                ON CONFLICT (sha256) DO UPDATE SET lastAt = max(lastAt, excluded.lastAt), n = n + 1
                """,
                [sha256, reason, detail, queue, time.microseconds]
            )
        case .hostAlarm(let host, let failure):
            let error = try names.error(failure)
            try raise("kms-host", host, failure.decidingCode, error: error, detail: "", until: nil, at: time)
        case .credentialRests(let worker, let credential, let until):
            try raise("credential", credential, "", error: nil, detail: worker, until: until, at: time)
        case .brokerAlarm(let worker, let detail, _, let until):
            try raise("broker", worker, "", error: nil, detail: detail, until: until, at: time)
        case .workerStarted:
            break
        case .workerStopped(let worker, let host):
            // In order, so it is not missed.
            try db.run(
                "DELETE FROM worker WHERE key = ? AND seenAt <= ?",
                [WorkerKey.text(host: host, worker: worker), time.microseconds]
            )
        }
    }

    private func raise(
        _ kind: String,
        _ subject: String,
        _ code: String,
        error: Int64?,
        detail: String,
        until: Timestamp?,
        at time: Timestamp
    ) throws {
        try db.run(
            """
            INSERT INTO alarm (id, kind, subject, error, detail, firstAt, lastAt, until, n)
            VALUES (?, ?, ?, ?, ?, ?6, ?6, ?7, 1)
            ON CONFLICT (id) DO UPDATE SET error = excluded.error, detail = excluded.detail,
              lastAt = max(lastAt, excluded.lastAt), until = excluded.until, n = n + 1
            """,
            [
                [kind, subject, code].filter { !$0.isEmpty }.joined(separator: "/"), kind, subject, error, detail,
                time.microseconds, until?.microseconds,
            ]
        )
    }
}

/// What a worker is known by: its name is unique on its host.
enum WorkerKey {
    static func text(host: String, worker: String) -> String { host + "/" + worker }
}
