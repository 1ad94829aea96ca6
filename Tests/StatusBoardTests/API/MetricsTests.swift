import ActivationDomain
import BoardProjection
import BoardTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The board's metrics", .timeLimit(.minutes(2)))
struct MetricsTests {
    @Test("tell what the board knows, and promtool has no complaint")
    func metrics() async throws {
        try await BoardFixture.with { board in
            let (first, second) = (BoardFixture.job("A101-01"), BoardFixture.job("A101-02"))
            try await board.project([
                BoardFixture.event(.enrolled, first), BoardFixture.event(.enrolled, second),
                BoardFixture.event(.running, second, after: 1),
                BoardFixture.event(.deferred, second, code: "0xC004F038", after: 2),
                BoardFixture.event(.activated, BoardFixture.job("A101-03"), after: 3),
            ])
            try await board.database.project([
                try BoardFixture.notice(.workerBlocked, id: "a/1") { json in
                    json.member("worker", "w1")
                    json.member("host", "control-1")
                    json.member("reason", "credential-rests")
                    json.member("credential", "#1")
                    json.member("until", "2026-09-02T00:00:00Z")
                }
            ])
            let now = BoardFixture.time.advanced(by: .seconds(1000))
            try await board.tell(at: now)
            try await board.tell(worker: "w1", slots: 50, running: 3, at: now)
            try await board.tell(worker: "w2", at: BoardFixture.time)
            try await board.serving(at: now) { client in
                _ = try await client.get("/api/v1/campaigns")
                _ = try await client.get("/api/v1/campaigns/none")
                let answer = try await client.get("/metrics")
                #expect(answer.header("content-type") == ["text/plain; version=0.0.4; charset=utf-8"])
                let lines = Set(answer.body.split(separator: "\n").map(String.init))
                for line in [
                    "rollcall_campaign_jobs{campaign=\"2026-autumn\",state=\"enrolled\"} 1",
                    "rollcall_campaign_jobs{campaign=\"2026-autumn\",state=\"deferred\"} 1",
                    "rollcall_campaign_jobs{campaign=\"2026-autumn\",state=\"failed\"} 0",
                    "rollcall_campaign_problem_jobs{campaign=\"2026-autumn\",error_code=\"0xC004F038\",ended=\"false\"} 1",
                    "rollcall_oldest_ready_age_seconds 1000", "rollcall_oldest_overdue_seconds 398",
                    "rollcall_projected_events_total 6", "rollcall_projection_repeats_total 0",
                    "rollcall_workers 1", "rollcall_workers_gone 1", "rollcall_workers_slots 50",
                    "rollcall_workers_running 3",
                    "rollcall_broker_connection{state=\"connected\"} 1",
                    "rollcall_broker_connection{state=\"blocked\"} 0",
                    "rollcall_licences_expiring{within=\"30d\"} 0",
                    "rollcall_alarms{kind=\"credential\",error_code=\"\"} 1",
                    "rollcall_http_requests_total{route=\"/api/v1/campaigns\",method=\"GET\",status=\"200\"} 1",
                    "rollcall_http_requests_total{route=\"/api/v1/campaigns/{campaign}\",method=\"GET\",status=\"404\"} 1",
                    "rollcall_board_info{version=\"0.0.0-test\"} 1",
                ] {
                    #expect(lines.contains(line), "\(line) is not in\n\(answer.body)")
                }
                #expect(!answer.body.contains("A101"), "no label names a computer or a lab")
                try await Promtool.check(metrics: answer.body)
            }
        }
    }

    @Test("are few, however many campaigns and addresses there are")
    func cardinality() async throws {
        try await BoardFixture.with { board in
            try await board.project(
                try (1...40).map {
                    try BoardFixture.event(.enrolled, BoardFixture.job("C-\($0)", campaign: "c-\($0)"), after: $0)
                }
            )
            try await board.serving { client in
                for number in 1...40 { _ = try await client.get("/nothing/\(number)?x=\(number)") }
                for number in 1...40 { _ = try await client.get("/api/v1/computers/none-\(number)") }
                let body = try await client.get("/metrics").body
                let campaigns = Set(body.matches(of: /campaign="([^"]*)"/).map(\.1))
                #expect(campaigns == ["c-40", "c-39", "c-38", "c-37", "c-36"], "the newest")
                #expect(Set(body.matches(of: /route="([^"]*)"/).map(\.1)).count < 8, "\(body)")
            }
        }
    }
}
