import ActivationDomain
import BoardProjection
import BoardTestSupport
import Foundation
import TestSupport
import Testing

@testable import StatusBoard

@Suite("The board's pages", .timeLimit(.minutes(2)))
struct PageTests {
    /// As browsers have it.
    private static let html = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]
    private static let chinese = [("accept-language", "zh-TW,zh;q=0.9")]

    /// A campaign of two labs: one job active, one failed, one waiting, one running, one queued.
    static func fill(_ board: BoardFixture) async throws {
        let (a, b) = (BoardFixture.job("A101-01"), BoardFixture.job("A101-02"))
        let (c, d) = (BoardFixture.job("B200-01", lab: "B200"), BoardFixture.job("B200-02", lab: "B200"))
        let e = BoardFixture.job("B200-03", lab: "B200", product: "office-2021")
        try await board.project([
            BoardFixture.event(.running, a), BoardFixture.event(.activated, a, after: 2),
            BoardFixture.event(.running, b), BoardFixture.event(.failed, b, code: "0xC004F035", after: 3),
            BoardFixture.event(.running, c),
            BoardFixture.event(.deferred, c, code: "0xC004F074", inner: "0xC004F06C", after: 4),
            BoardFixture.event(.running, d, after: 5), BoardFixture.event(.enrolled, e, attempt: 0),
        ])
        try await board.tell()
        try await board.tell(worker: "w1", running: 1)
    }

    @Test("say in words how a campaign stands, in both languages")
    func overview() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                let page = try await client.get("/")
                #expect(page.status == 200)
                #expect(page.header("content-type") == ["text/html; charset=utf-8"])
                #expect(page.body.contains("<html lang=\"en\">"))
                #expect(page.body.contains("1 of 5 computers&#39; products are active, 1 waits to retry, 1 needs you."))
                #expect(page.body.contains("Computer cannot be activated by KMS") || page.body.contains("0xC004F035"))
                #expect(page.body.contains("/jobs?campaign=2026-autumn&amp;site=main&amp;lab=B200"))
                #expect(!page.body.contains("{{") && !page.body.contains("[["))
                #expect(!page.body.contains("Optional("))
                let other = try await client.get("/", headers: PageTests.chinese)
                #expect(other.body.contains("<html lang=\"zh-Hant\">"))
                #expect(other.body.contains("5 項電腦產品中已啟用 1 項，1 項等待重試，1 項需要你處理。"))
                #expect(other.header("content-language") == ["zh-Hant"])
            }
        }
    }

    @Test(
        "answer in both languages without a word missing",
        arguments: [
            "/", "/jobs", "/jobs?state=deferred&state=parked", "/computers", "/computers?q=a101", "/computers/A101-02",
            "/licences", "/health",
        ]
    )
    func everyPage(address: String) async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                for headers in [[], PageTests.chinese] {
                    let page = try await client.get(address, headers: headers)
                    #expect(page.status == 200)
                    #expect(!page.body.contains("{{") && !page.body.contains("[[") && !page.body.contains("Optional("))
                    // Strict rules for what a page may do must be possible.
                    #expect(!page.body.contains("style="), "no style in a page")
                    #expect(page.body.firstMatch(of: #/\son[a-z]+=/#) == nil, "no script in a page")
                    #expect(page.body.firstMatch(of: #/<script(?! src=)/#) == nil)
                    #expect(page.body.firstMatch(of: #/(src|href|action)="(https?:)?\/\//#) == nil, "no other host")
                    #expect(page.body.contains("<h1"))
                }
            }
        }
    }

    @Test("escape whatever names bring along")
    func hostile() async throws {
        let name = "<script>alert(1)</script>\"\u{301}onx=\"'&\r\nevent: x"
        try await BoardFixture.with { board in
            let job = BoardFixture.job(name, lab: name, site: name, product: name, campaign: name)
            try await board.project([
                BoardFixture.event(.running, job), BoardFixture.event(.failed, job, code: "0xC004F035", after: 3),
            ])
            try await board.database.project([
                BoardFixture.notice(.messageRejected, id: "r") { json in
                    json.member("sha256", name)
                    json.member("reason", name)
                    json.member("detail", name)
                    json.member("queue", name)
                },
                BoardFixture.notice(.workerBlocked, id: "b") { json in
                    json.member("worker", name)
                    json.member("reason", "broker-alarm")
                    json.member("detail", name)
                },
            ])
            try await board.tell(broker: "lost", name)
            try await board.tell(worker: name, host: name)
            let encoded = PageAddress.encoded(name)
            // The quotation mark before the accent.
            let free = "\"\u{301}onx="
            try await board.serving { client in
                let addresses = [
                    "/", "/?campaign=" + encoded, "/jobs", "/jobs?lab=\(encoded)&code=\(encoded)&site=\(encoded)",
                    "/computers?q=" + encoded, "/computers/" + encoded, "/computers/none" + encoded, "/licences",
                    "/health",
                    "/?campaign=none" + encoded,
                ]
                for address in addresses {
                    let answer = try await client.get(address)
                    let body = answer.body
                    #expect(answer.status == (address.contains("none") ? 404 : 200), "\(address)")
                    #expect(!body.contains("<script>alert"), "\(address)")
                    #expect(!body.unicodeScalars.contains("\r"), "\(address)")
                    #expect(!contains(body, free), "\(address)")
                }
            }
        }
    }

    /// Byte by byte: by characters, the mark with its accent is another one.
    private func contains(_ text: String, _ part: String) -> Bool {
        Data(text.utf8).range(of: Data(part.utf8)) != nil
    }

    @Test("hold to the filter of the address, and lead on to the next rows")
    func filters() async throws {
        try await BoardFixture.with { board in
            for index in 1...130 {
                let job = BoardFixture.job("C300-\(index)", lab: "C300")
                try await board.project([BoardFixture.event(.enrolled, job, attempt: 0)])
            }
            try await PageTests.fill(board)
            try await board.serving { client in
                let failed = try await client.get("/jobs?campaign=2026-autumn&state=failed").body
                #expect(failed.contains(">A101-02</a>") && !failed.contains(">A101-01</a>"))
                #expect(failed.contains("name=\"state\" value=\"failed\" checked"))
                let byCode = try await client.get("/jobs?code=0xC004F06C").body
                #expect(byCode.contains(">B200-01</a>") && !byCode.contains(">A101-02</a>"))
                let lab = try await client.get("/jobs?lab=C300").body
                #expect(lab.contains("130 jobs"))
                #expect(lab.matches(of: #/<tr id="job-/#).count == 100)
                let next = try #require(lab.firstMatch(of: #/href="([^"]+)" rel="next"/#)).1.replacing(
                    "&amp;",
                    with: "&"
                )
                let rest = try await client.get(String(next)).body
                #expect(rest.matches(of: #/<tr id="job-/#).count == 30)
                #expect(!rest.contains("rel=\"next\""))
                let none = try await client.get("/jobs?lab=D1").body
                #expect(none.contains("No job matches."))
                #expect(none.contains("<option selected>D1</option>"), "what is asked for stays visible")
            }
        }
    }

    @Test(
        "lead to each list as a table, by the same filter",
        arguments: [
            "/", "/jobs",
            "/jobs?campaign=2026-autumn&site=&lab=B200&state=deferred&state=running&after=1.2&x=y&lang=zh-Hant",
            "/jobs?state=deferred&code=0xC004F06C", "/computers?q=B200", "/computers", "/licences?within=365",
            "/health",
        ]
    )
    func tables(address: String) async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                let page = try await client.get(address).body
                let files = page.matches(of: #/href="(\/api\/v1\/[^"]+)" download/#)
                #expect(!files.isEmpty)
                for file in files {
                    let table = try await client.get(String(file.1).replacing("&amp;", with: "&"))
                    #expect(table.status == 200, "\(file.1)")
                    #expect(table.header("content-type").first?.hasPrefix("text/csv") == true)
                    if address.contains("B200") { #expect(table.body.contains("B200") && !table.body.contains("A101")) }
                }
            }
        }
    }

    @Test("find a computer by a part of its name, and tell its story")
    func story() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                let found = try await client.get("/computers?q=01-02").body
                #expect(found.contains("href=\"/computers/A101-02\""))
                #expect(found.contains("1 computer matches"))
                let none = try await client.get("/computers?q=nothere").body
                #expect(none.contains("No computer matches “nothere”."))
                let story = try await client.get("/computers/b200-01").body
                #expect(story.contains("<h1>B200-01</h1>"))
                #expect(story.contains("Attempt 1"))
                #expect(story.contains("<code>0xC004F06C</code>"))
                #expect(story.contains("<code>0xC004F074</code>"))
                #expect(story.contains("datetime=\"2026-09-01T08:10:04Z\""), "the next attempt")
            }
        }
    }

    @Test(
        "are kind where there is nothing",
        arguments: [
            ("/computers/NOTHERE", "There is no computer “NOTHERE”."),
            ("/?campaign=1999", "There is no campaign “1999”."),
            ("/jobs?campaign=1999", "There is no campaign “1999”."),
            ("/nothere", "There is no such page."), ("/computers/a/b", "There is no such page."),
        ]
    )
    func missing(address: String, text: String) async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                let page = try await client.get(address, headers: PageTests.html)
                #expect(page.status == 404)
                #expect(page.body.contains(text) && page.body.contains("<nav"))
                #expect(!page.body.contains("data-live"))
            }
        }
    }

    @Test("say on an empty board what to do next")
    func empty() async throws {
        try await BoardFixture.with { board in
            try await board.tell()
            try await board.serving { client in
                let page = try await client.get("/").body
                #expect(page.contains("No campaign yet"))
                #expect(page.contains("rollcall enroll --config rollcall.yaml --register register.csv"))
                let jobs = try await client.get("/jobs").body
                #expect(jobs.contains("No campaign yet"))
                for address in ["/computers", "/licences", "/health"] {
                    let status = try await client.get(address).status
                    #expect(status == 200)
                }
            }
        }
    }

    @Test("say nothing of the inside when the database fails")
    func broken() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                try await board.spoil()
                let page = try await client.get("/", headers: PageTests.html)
                #expect(page.body.contains("Something went wrong") && page.body.contains("<nav"))
                let problem = try await client.get("/")
                #expect(problem.header("content-type") == ["application/problem+json"], "who asks for no page")
                for answer in [page, problem] {
                    #expect(answer.status == 500)
                    #expect(answer.body.contains("Its log says why"))
                    #expect(!answer.body.lowercased().contains("sqlite") && !answer.body.contains("campaign WHERE"))
                }
            }
        }
    }

    @Test("answer those who ask for the head alone", arguments: ["/", "/jobs", "/events?of=/"])
    func head(address: String) async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving(configure: { $0.mostEventStreams = 1 }) { client in
                for _ in 0..<3 {
                    let answer = try await client.head(address)
                    #expect(answer.status == 200)
                    #expect(answer.body.isEmpty)
                }
            }
        }
    }

    @Test("keep language and colours in cookies, chosen by plain links")
    func choices() async throws {
        try await BoardFixture.with { board in
            try await PageTests.fill(board)
            try await board.serving { client in
                let chosen = try await client.get("/jobs?state=failed&lang=zh-Hant&theme=dark")
                #expect(chosen.body.contains("<html lang=\"zh-Hant\" data-theme=\"dark\">"))
                #expect(chosen.header("set-cookie").count == 2)
                #expect(chosen.body.contains("href=\"/jobs?state=failed&amp;lang=en\""), "the filter stays")
                let later = try await client.get("/", headers: [("cookie", "lang=zh-Hant; theme=dark")])
                #expect(later.body.contains("<html lang=\"zh-Hant\" data-theme=\"dark\">"))
                let wrong = try await client.get("/?lang=xx&theme=pink", headers: [("cookie", "lang=<; theme=\"")])
                #expect(wrong.body.contains("<html lang=\"en\">"))
                let reset = try await client.get("/?theme=auto", headers: [("cookie", "theme=dark")])
                #expect(reset.body.contains("<html lang=\"en\">"))
                #expect(reset.header("set-cookie").first?.contains("Max-Age=0") == true)
            }
        }
    }
}
