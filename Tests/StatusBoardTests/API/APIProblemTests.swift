import ActivationDomain
import BoardTestSupport
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("What the API does not answer", .timeLimit(.minutes(2)))
struct APIProblemTests {
    private struct Problem: Decodable {
        var type, title: String
        var status: Int
        var detail, parameter, expected: String?
    }

    private func problem(_ answer: BoardClient.Answer) throws -> Problem {
        #expect(answer.header("content-type") == ["application/problem+json"], "\(answer)")
        let problem = try JSONDecoder().decode(Problem.self, from: Data(answer.body.utf8))
        #expect(problem.status == answer.status)
        return problem
    }

    private func serving(_ body: @escaping @Sendable (BoardClient) async throws -> Void) async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.enrolled)])
            try await board.serving { client in try await body(client) }
        }
    }

    @Test(
        "names the parameter that is wrong and what may stand there",
        arguments: [
            ("/campaigns/2026-autumn/jobs?limit=0", "limit", "a whole number from 1 to 500"),
            ("/campaigns/2026-autumn/jobs?limit=501", "limit", "1 to 500"),
            ("/campaigns/2026-autumn/jobs?limit=+5", "limit", "1 to 500"),
            ("/campaigns/2026-autumn/jobs?limit=99999999999999999999", "limit", "1 to 500"),
            ("/campaigns/2026-autumn/jobs?limit=1&limit=2", "limit", "1 to 500"),
            ("/campaigns/2026-autumn/jobs?state=done", "state", "activated"),
            ("/campaigns/2026-autumn/jobs?state=", "state", "activated"),
            ("/campaigns/2026-autumn/jobs?after=-1", "after", "next of the answer before"),
            ("/campaigns/2026-autumn/jobs?after=1.2.3.4", "after", "next of the answer before"),
            ("/campaigns/2026-autumn/jobs?after=9999999999999999999", "after", "next of the answer before"),
            ("/campaigns/2026-autumn/jobs?code=C004F074", "code", "0xC004F074"),
            ("/campaigns/2026-autumn/jobs?lab=", "lab", "1 to 200 characters"),
            ("/campaigns/2026-autumn/jobs?lab=a%00b", "lab", "control character"),
            ("/campaigns/2026-autumn/jobs?lab=%FF", "lab", "UTF-8"),
            ("/campaigns/2026-autumn/jobs?lab=%4", "lab", "percent encoding"),
            ("/campaigns/2026-autumn/jobs?labs=A", "labs", "site, lab, product, state, code, after, limit"),
            ("/campaigns?site=main", "site", "no parameter"),
            ("/campaigns/2026-autumn/due?columns=121", "columns", "1 to 120"),
            ("/licences/expiring?within=0d", "within", "such as 30d"),
            ("/licences/expiring?within=30w", "within", "such as 30d"),
            ("/computers/silent?since=yesterday", "since", "2026-09-01T00:00:00Z"),
            ("/computers/silent?since=2026-09-01T00:00:00+08:00", "since", "%2B"),
            ("/campaigns/2026-autumn/jobs.csv?language=de", "language", "zh-Hant"),
            ("/campaigns/2026-autumn/jobs.csv?limit=5", "limit", "language"),
        ]
    )
    func parameters(_ address: String, _ name: String, _ expected: String) async throws {
        try await serving { client in
            let answer = try await client.get("/api/v1" + address)
            #expect(answer.status == 400)
            let problem = try problem(answer)
            #expect(problem.type == "urn:rollcall:problem:parameter")
            #expect(problem.parameter == name)
            #expect(problem.expected?.contains(expected) == true, "\(problem)")
        }
    }

    @Test("says that there is no such campaign, computer or address")
    func missing() async throws {
        try await serving { client in
            for address in [
                "/campaigns/none", "/campaigns/none/jobs", "/campaigns/none/jobs.csv", "/campaigns/%FF",
                "/campaigns/a%2Fb",
                "/campaigns/" + String(repeating: "x", count: 300), "/computers/none", "/nothing",
                "/campaigns/2026-autumn/nothing",
            ] {
                let answer = try await client.get("/api/v1" + address)
                #expect(answer.status == 404, "\(address)")
                #expect(try problem(answer).type == "urn:rollcall:problem:not-found")
            }
            let other = try await client.get("/api/v2/campaigns")
            #expect(other.status == 404)
            #expect(try problem(other).detail?.contains("/api/v1/openapi.json") == true)
        }
    }

    @Test("answers GET and HEAD alone")
    func methods() async throws {
        try await serving { client in
            for path in [
                "/campaigns", "/campaigns/2026-autumn/jobs", "/campaigns/2026-autumn/jobs.csv", "/computers/none",
            ] {
                for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
                    let answer = try await client.send(.init(rawValue: method), "/api/v1" + path)
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.header("allow") == ["GET, HEAD"])
                    #expect(try problem(answer).type == "urn:rollcall:problem:method")
                }
            }
            let head = try await client.send(.HEAD, "/api/v1/campaigns/2026-autumn/jobs.csv")
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test("tells a fault of its own as one, and no more of it")
    func fault() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.enrolled)])
            try await board.spoil()
            try await board.serving { client in
                let answer = try await client.get("/api/v1/campaigns")
                #expect(answer.status == 500)
                let problem = try problem(answer)
                #expect(problem.type == "urn:rollcall:problem:fault")
                #expect(!answer.body.contains("tally"), "what SQLite said stays in the log")
            }
        }
    }
}
