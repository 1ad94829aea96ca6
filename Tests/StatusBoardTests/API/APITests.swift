import ActivationDomain
import BoardProjection
import BoardTestSupport
import Foundation
import TestSupport
import Testing

/// The API, asked over HTTP.
@Suite("The JSON API", .timeLimit(.minutes(2)))
struct APITests {
    /// A board with three jobs: one that waits, one that failed, one that is active.
    private func serving(_ body: @escaping @Sendable (BoardFixture, BoardClient) async throws -> Void) async throws {
        try await BoardFixture.with { board in
            let (waits, failed, active) = (
                BoardFixture.job("A101-01"), BoardFixture.job("A101-02"),
                BoardFixture.job("B2-01", lab: "B2", site: "north")
            )
            try await board.project([
                BoardFixture.event(.enrolled, waits), BoardFixture.event(.enrolled, failed),
                BoardFixture.event(.enrolled, active), BoardFixture.event(.running, waits, after: 1),
                BoardFixture.event(.deferred, waits, code: "0xC004F074", inner: "0xC004F06C", after: 2),
                BoardFixture.event(.running, failed, after: 3),
                BoardFixture.event(.failed, failed, code: "0x80070005", after: 4),
                BoardFixture.event(.running, active, after: 5), BoardFixture.event(.activated, active, after: 6),
            ])
            try await board.tell()
            try await board.tell(worker: "w1", running: 3)
            try await board.serving { client in try await body(board, client) }
        }
    }

    private func object(_ answer: BoardClient.Answer) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any], "\(answer)")
    }

    private func list(_ answer: BoardClient.Answer, _ name: String) throws -> [[String: Any]] {
        #expect(answer.status == 200, "\(answer)")
        return try #require(try object(answer)[name] as? [[String: Any]])
    }

    @Test("tells campaigns, and how one goes on")
    func campaigns() async throws {
        try await serving { _, client in
            let all = try list(try await client.get("/api/v1/campaigns"), "campaigns")
            #expect(all.map { $0["campaign"] as? String } == ["2026-autumn"])
            let detail = try object(try await client.get("/api/v1/campaigns/2026-autumn?site=north"))
            let campaign = try #require(detail["campaign"] as? [String: Any])
            let counts = try #require(campaign["counts"] as? [String: Any])
            #expect(counts["needsPerson"] as? Int == 1)
            let states = try #require(counts["states"] as? [String: Int])
            #expect(
                states == [
                    "enrolled": 0, "running": 0, "deferred": 1, "parked": 0, "activated": 1, "failed": 1, "refused": 0,
                    "expired": 0, "cancelled": 0,
                ]
            )
            let selection = try #require(detail["selection"] as? [String: Any])
            #expect(selection["total"] as? Int == 1, "the filter")
            let pace = try #require(detail["pace"] as? [String: Any])
            #expect((pace["endedPerMinute"] as? [Int])?.reduce(0, +) == 2)
            #expect(pace["nextDue"] as? String == "2026-09-01T08:10:02.000000Z")
        }
    }

    @Test("lists jobs with the words of the events, filtered and in parts")
    func jobs() async throws {
        try await serving { _, client in
            let waiting = try list(try await client.get("/api/v1/campaigns/2026-autumn/waiting"), "jobs")
            let job = try #require(waiting.first)
            #expect(job["state"] as? String == "deferred")
            #expect(job["attempt"] as? Int == 1)
            #expect(job["nextAttemptAt"] as? String == "2026-09-01T08:10:02.000000Z")
            let error = try #require(job["error"] as? [String: Any])
            #expect(error["code"] as? String == "0xC004F06C")
            #expect(error["class"] as? String == "clock")
            #expect(Set(try #require(error["title"] as? [String: String]).keys) == ["en", "zh-Hant"])

            func names(_ query: String) async throws -> [String?] {
                try list(try await client.get("/api/v1/campaigns/2026-autumn/jobs?" + query), "jobs").map {
                    $0["computer"] as? String
                }
            }
            #expect(try await names("state=failed&state=activated") == ["A101-02", "B2-01"])
            #expect(try await names("code=0xc004f06c") == ["A101-01"], "codes in either case")
            #expect(try await names("lab=B2&site=north&product=windows") == ["B2-01"])
            #expect(try await names("product=office-2021").isEmpty)

            var (address, seen): (String?, [String]) = (
                "/api/v1/campaigns/2026-autumn/jobs?limit=1&state=failed&state=deferred", []
            )
            while let next = address, seen.count < 10 {
                let answer = try await client.get(next)
                seen += try list(answer, "jobs").compactMap { $0["computer"] as? String }
                let link = answer.header("link").first
                #expect((link == nil) == (try object(answer)["next"] == nil), "the header and the body agree")
                address = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
                if let address {
                    #expect(address.contains("state=failed") && address.contains("state=deferred"), "\(address)")
                }
            }
            #expect(seen == ["A101-01", "A101-02"])
        }
    }

    @Test("tells a computer's whole story, in any case of its name")
    func story() async throws {
        try await serving { _, client in
            let story = try object(try await client.get("/api/v1/computers/a101-01"))
            let jobs = try #require(story["jobs"] as? [[String: Any]])
            let attempts = try #require(jobs.first?["attempts"] as? [[String: Any]])
            #expect(attempts.count == 1)
            #expect(attempts.first?["outerCode"] as? String == "0xC004F074")
            let found = try list(try await client.get("/api/v1/computers?q=b2-0"), "computers")
            #expect(found.compactMap { $0["name"] as? String } == ["B2-01"])
            let licences = try #require(found.first?["licences"] as? [[String: Any]])
            #expect(licences.first?["kmsHost"] as? String == "kms.example.edu:1688")
            let ending = try list(try await client.get("/api/v1/licences/expiring?within=200d"), "licences")
            #expect(ending.compactMap { $0["computer"] as? String } == ["B2-01"])
            #expect(try list(try await client.get("/api/v1/licences/expiring"), "licences").isEmpty)
            let silent = try list(
                try await client.get("/api/v1/computers/silent?since=2026-09-01T16:00:05%2B08:00"),
                "computers"
            )
            #expect(silent.compactMap { $0["name"] as? String } == ["A101-01", "A101-02"])
        }
    }

    @Test("tells labs, problems, what is due, workers, alarms, rejections and the board")
    func rest() async throws {
        try await serving { board, client in
            try await board.database.project([
                try BoardFixture.notice(.workerBlocked, id: "a/1") { json in
                    json.member("worker", "w1")
                    json.member("host", "control-1")
                    json.member("reason", "credential-rests")
                    json.member("credential", "#1")
                    json.member("until", "2026-09-01T09:00:00Z")
                },
                try BoardFixture.notice(.messageRejected, id: "r/1") { json in
                    json.member("sha256", "ab")
                    json.member("reason", "malformed")
                    json.member("detail", "no JSON")
                    json.member("queue", "rollcall.jobs.bulk")
                },
            ])
            let base = "/api/v1/campaigns/2026-autumn"
            #expect(
                try list(try await client.get(base + "/labs"), "labs").compactMap { $0["lab"] as? String } == [
                    "A101", "B2",
                ]
            )
            let problems = try list(try await client.get(base + "/problems"), "problems")
            #expect(
                problems.compactMap { ($0["error"] as? [String: Any])?["code"] as? String } == [
                    "0x80070005", "0xC004F06C",
                ]
            )
            let due = try list(try await client.get(base + "/due"), "stretches")
            #expect(due.map { $0["count"] as? Int } == [1])
            let workers = try list(try await client.get("/api/v1/workers"), "workers")
            #expect(workers.first?["running"] as? Int == 3)
            #expect((workers.first?["connections"] as? [String: String])?["consume"] == "open")
            #expect(try list(try await client.get("/api/v1/workers?since=2026-09-01T08:02:00Z"), "workers").isEmpty)
            #expect(
                try list(try await client.get("/api/v1/alarms"), "alarms").first?["kind"] as? String == "credential"
            )
            #expect(
                try list(try await client.get("/api/v1/rejections"), "rejections").first?["reason"] as? String
                    == "malformed"
            )
            let self_ = try object(try await client.get("/api/v1/board"))
            #expect((self_["broker"] as? [String: Any])?["state"] as? String == "connected")
            #expect((self_["position"] as? [String: Any])?["events"] as? Int == 11)
        }
    }
}
