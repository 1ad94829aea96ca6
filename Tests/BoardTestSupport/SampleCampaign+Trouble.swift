package import ActivationDomain
internal import ActivationPipeline
internal import BoardProjection

extension SampleCampaign {
    /// A board on a bad day: the broker is lost, workers are gone, alarms and rejections are there.
    package static func trouble(_ board: BoardFixture, until end: Timestamp) async throws {
        var early = SampleCampaign()
        early.labs = 5
        early.share = 40
        try await early.project(into: board, until: end)
        var other = SampleCampaign()
        other.name = "2026-spring"
        other.labs = 2
        other.share = 100
        try await other.project(into: board, until: end.advanced(by: .seconds(-7200)))
        let after = Int(end.since(BoardFixture.time).components.seconds) - 600
        let failed = try BoardFixture.observed(
            BoardFixture.event(.deferred, BoardFixture.job("A101-03"), code: "0xC004F038", after: after)
        )
        guard let failure = failed.activation?.details.failure else { return }
        try await board.database.project([
            try BoardFixture.notice(.kmsHostAlarm, id: "k", after: after) { json in
                json.member("kmsHost", "kms.example.edu:1688")
                json.object("error") { json in
                    json.member("code", failure.decidingCode)
                    json.member("class", failure.errorClass)
                    json.object("title") { json in
                        json.member("en", failure.title.english)
                        json.member("zh-Hant", failure.title.traditionalChinese)
                    }
                    json.object("advice") { json in
                        json.member("en", failure.advice.english)
                        json.member("zh-Hant", failure.advice.traditionalChinese)
                    }
                }
            },
            try BoardFixture.notice(.workerBlocked, id: "b", after: after) { json in
                json.member("worker", "w1")
                json.member("reason", "credential")
                json.member("credential", "lab-admin")
                json.member("until", end.advanced(by: .seconds(900)).toTheSecond)
            },
            try BoardFixture.notice(.messageRejected, id: "r", after: after) { json in
                json.member("sha256", String(repeating: "9f2c71ab", count: 8))
                json.member("reason", "no-json")
                json.member("detail", "byte 17: a value was expected")
                json.member("queue", "rollcall.jobs.bulk")
            },
        ])
        try await board.tell(broker: "lost", "connection refused", at: end.advanced(by: .seconds(3600)))
    }
}
