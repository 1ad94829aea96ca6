import ActivationDomain
import Foundation
import Testing

@Suite("Status events")
struct ActivationEventTests {
    @Test("are CloudEvents in structured mode, with the job as their data")
    func envelope() throws {
        var event = EventFixture.event(.running)
        event.job.labels = ["ticket": "IT-\"1\""]
        let object = try EventFixture.object(event.encoded())
        #expect(object["specversion"] as? String == "1.0")
        #expect(object["id"] as? String == event.id)
        #expect(object["source"] as? String == "/rollcall/worker/w1")
        #expect(object["type"] as? String == "rollcall.activation.running")
        #expect(object["subject"] as? String == "A101-01")
        #expect(object["time"] as? String == "2026-09-01T08:00:00.000000Z")
        #expect(object["datacontenttype"] as? String == "application/json")
        let data = try EventFixture.data(event)
        #expect(data["job"] as? String == event.job.id.text)
        #expect(data["campaign"] as? String == "2026-autumn")
        #expect(data["round"] as? Int == 1)
        #expect(data["product"] as? String == "windows")
        #expect(data["state"] as? String == "running")
        #expect(data["attempt"] as? Int == 1)
        #expect(data["labels"] as? [String: String] == ["ticket": "IT-\"1\""])
        #expect(
            data["computer"] as? [String: String] == [
                "name": "A101-01", "address": "127.0.1.1", "assetTag": "T-1", "site": "main", "lab": "A101",
                "channel": "winrm",
            ]
        )
        let rest = Set(data.keys).subtracting(["job", "campaign", "round", "product", "state", "attempt", "labels"])
        #expect(rest == ["computer"], "what does not apply is left out")
    }

    @Test("have an id by job, attempt and state, and one for every end")
    func ids() {
        for state in ActivationState.allCases {
            var event = EventFixture.event(state)
            event.job.attempt = 3
            event.job.parks = 2
            let job = event.job.id.text
            switch state {
            case .enrolled, .running, .deferred: #expect(event.id == "\(job)/3/\(state.rawValue)")
            case .parked: #expect(event.id == "\(job)/3/parked/2")
            case .activated, .failed, .refused, .expired, .cancelled: #expect(event.id == "\(job)/end")
            }
            #expect(state.isLast == event.id.hasSuffix("/end"))
        }
    }

    @Test("say until when the licence is active")
    func licence() throws {
        var event = EventFixture.event(.activated)
        event.licence = .init(status: .licensed, minutesRemaining: 259_200)
        let licence = try #require(try EventFixture.data(event)["licence"] as? [String: Any])
        #expect(licence["status"] as? Int == 1)
        #expect(licence["minutesRemaining"] as? Int == 259_200)
        #expect(licence["expiresAt"] as? String == "2027-02-28T08:00:00.000000Z")
    }

    @Test("name no end where a licence has none", arguments: [0, -1])
    func permanentLicence(minutes: Int) throws {
        var event = EventFixture.event(.activated)
        event.licence = .init(status: .licensed, minutesRemaining: minutes)
        let licence = try #require(try EventFixture.data(event)["licence"] as? [String: Any])
        #expect(licence["expiresAt"] == nil)
    }

    @Test("do not trap on a licence that a computer calls endless", arguments: [Int(UInt32.max), 1 << 50, Int.max])
    func absurdLicence(minutes: Int) throws {
        var event = EventFixture.event(.activated)
        event.licence = .init(status: .licensed, minutesRemaining: minutes)
        let licence = try #require(try EventFixture.data(event)["licence"] as? [String: Any])
        let end = try #require((licence["expiresAt"] as? String).flatMap(Timestamp.init(rfc3339:)))
        #expect(end > event.time)
    }

    @Test("say which code it was, and advise on the cause")
    func failure() throws {
        let catalogue = try EventFixture.catalogue()
        let outer = ErrorCode(hresult: 0xC004_F074)
        let inner = ErrorCode(hresult: 0xC004_F042)
        var event = EventFixture.event(.failed)
        event.failure = .init(code: outer, innerCode: inner, entry: catalogue.entry(inner))
        let error = try #require(try EventFixture.data(event)["error"] as? [String: Any])
        #expect(error["code"] as? String == "0xC004F074")
        #expect(error["innerCode"] as? String == "0xC004F042")
        #expect(error["class"] as? String == "permanent")
        #expect(error["symbol"] == nil, "the entry is the inner code's")
        let title = try #require(error["title"] as? [String: String])
        #expect(title["en"] == catalogue.entry(inner).title.english)
        #expect(title["zh-Hant"] == catalogue.entry(inner).title.traditionalChinese)
        #expect((error["advice"] as? [String: String])?.keys.sorted() == ["en", "zh-Hant"])

        event.failure = .init(code: outer, innerCode: nil, entry: catalogue.entry(outer))
        let plain = try #require(try EventFixture.data(event)["error"] as? [String: Any])
        #expect(plain["symbol"] as? String == "SL_E_VL_BINDING_SERVICE_UNAVAILABLE")
        #expect(plain["innerCode"] == nil)
    }

    @Test("say that the attempts are used up only when they are")
    func exhausted() throws {
        var event = EventFixture.event(.failed)
        #expect(try EventFixture.data(event)["exhausted"] == nil)
        event.isExhausted = true
        #expect(try EventFixture.data(event)["exhausted"] as? Bool == true)
    }

    @Test("carry what else was read")
    func details() throws {
        var event = EventFixture.event(.deferred)
        event.nextAttemptAt = event.time.advanced(by: .seconds(90))
        event.kmsHost = "kms.campus.example:1688"
        event.duration = .milliseconds(1234)
        event.evidence.clockOffsetSeconds = -28_800.04
        event.evidence.timeZone = "UTC+08:00 Taipei Standard Time"
        event.evidence.detail = "line 1\r\nline 2"
        let data = try EventFixture.data(event)
        #expect(data["nextAttemptAt"] as? String == "2026-09-01T08:01:30.000000Z")
        #expect(data["kmsHost"] as? String == "kms.campus.example:1688")
        #expect(data["durationMilliseconds"] as? Int == 1234)
        let evidence = try #require(data["evidence"] as? [String: Any])
        #expect(evidence["clockOffsetSeconds"] as? Double == -28_800)
        #expect(evidence["timeZone"] as? String == "UTC+08:00 Taipei Standard Time")
        #expect(evidence["detail"] as? String == "line 1\r\nline 2")
        #expect(evidence.count == 3)
    }

    @Test("that concern no job have the same envelope without a subject")
    func notice() throws {
        let notice = Notice(.campaignEnrolled, id: "x", source: "/rollcall/enroll", time: EventFixture.time) { json in
            json.member("campaign", "2026-autumn")
            json.member("count", 12)
        }
        let object = try EventFixture.object(notice.encoded())
        #expect(object["type"] as? String == "rollcall.campaign.enrolled")
        #expect(object["subject"] == nil)
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["campaign"] as? String == "2026-autumn")
        #expect(data["count"] as? Int == 12)
    }
}
