import ActivationDomain
import BoardFormats
import BoardProjection
import BoardTestSupport
import Foundation
import TestSupport
import Testing

@testable import StatusBoard

@Suite("Tables", .timeLimit(.minutes(2)))
struct CSVTests {
    @Test(
        "defuses what a spreadsheet would take for a formula, and quotes what needs it",
        arguments: [
            ("A101-01", "A101-01"), ("", ""), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""),
            ("@SUM(1)", "\"'@SUM(1)\""),
            ("  =1", "\"'  =1\""), ("＝1＋1", "\"'＝1＋1\""), ("\t=1", "\"\\u{9}=1\""), ("a\r\nb", "\"a\\u{D}\\u{A}b\""),
            ("教室1", "教室1"), ("a;b", "\"a;b\""), (" a", "\" a\""), ("a\u{0}b", "\"a\\u{0}b\""),
            ("\u{200F}=1", "\"\\u{200F}=1\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
        ]
    )
    func cells(_ text: String, _ cell: String) {
        #expect(Array(CSVText.cell(text).utf8) == Array(cell.utf8))
    }

    @Test("are sent whole, with a mark for Excel, a line of names and a name for the file")
    func jobs() async throws {
        try await BoardFixture.with { board in
            var events = try (1...2500).map { number in
                try BoardFixture.event(.enrolled, BoardFixture.job("=A-\(number)", lab: number > 1200 ? "B" : "A"))
            }
            events.append(
                try BoardFixture.event(.failed, BoardFixture.job("=A-1", lab: "A"), code: "0x80070005", after: 5)
            )
            try await board.project(events)
            try await board.serving { client in
                let answer = try await client.get("/api/v1/campaigns/2026-autumn/jobs.csv?language=zh-Hant")
                #expect(answer.header("content-type") == ["text/csv; charset=utf-8; header=present"])
                #expect(
                    answer.header("content-disposition") == ["attachment; filename=\"rollcall-2026-autumn-jobs.csv\""]
                )
                #expect(answer.body.unicodeScalars.first == "\u{FEFF}")
                let lines = answer.body.split(separator: "\r\n").map(String.init)
                #expect(lines.count == 2501)
                #expect(lines.first?.contains("job,campaign,round,computer,site,lab,product,state,attempt") == true)
                #expect(lines.dropFirst().allSatisfy { $0.contains(",\"'=A-") }, "no name is a formula")
                let failed = try #require(lines.first { $0.contains(",failed,") })
                #expect(
                    failed.contains("0x80070005") && failed.contains("權限"),
                    "in the language that was asked for: \(failed)"
                )
                let names = Set(lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[3] })
                #expect(names.count == 2500, "each job once, over all parts")
            }
        }
    }

    @Test("are there for every list")
    func all() async throws {
        try await BoardFixture.with { board in
            try await SampleCampaign().project(into: board, until: BoardFixture.time.advanced(by: .seconds(3600)))
            try await board.tell(worker: "w1")
            try await board.serving(at: BoardFixture.time.advanced(by: .seconds(3600))) { client in
                let tables = APIEndpoint.all.filter { $0.path.hasSuffix(".csv") }
                #expect(tables.count == 11)
                for table in tables {
                    let path = APIEndpoint.base + table.path.replacing("{campaign}", with: "2026-autumn")
                    let answer = try await client.get(path)
                    #expect(answer.status == 200, "\(path)")
                    let lines = answer.body.split(separator: "\r\n")
                    #expect(lines.first?.contains(",") == true, "\(path)")
                    let name = try #require(answer.header("content-disposition").first)
                    #expect(name.hasPrefix("attachment; filename=\"rollcall-") && name.hasSuffix(".csv\""), "\(name)")
                }
            }
        }
    }
}
