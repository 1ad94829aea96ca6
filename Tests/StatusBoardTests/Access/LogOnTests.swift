import Foundation
import Testing

@testable import StatusBoard

/// The whole of the log-on over a real socket.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct LogOnTests {
    @Test("Who is not logged on is sent to the log-on, and from there to where they wanted to go; then logs off")
    func wholeWay() async throws {
        try await AccessBoard.with { board in
            let browser = Browser(port: board.port)
            let away = try await browser.get("/jobs?lab=A%20101&x=1")
            #expect(away.status == 303)
            #expect(away["Location"] == "/login?next=/jobs%3Flab%3DA%2520101%26x%3D1")
            let page = try await browser.get(try #require(away["Location"]))
            #expect(page.status == 200)
            #expect(page.body.contains("value=\"/jobs?lab=A%20101&amp;x=1\""))
            let form = try #require(Browser.token(page.body))
            let fields = ["name": " Ann ", "password": AccessBoard.password, "next": "/nowhere", "token": form]
            let inside = try await browser.post("/login", fields)
            #expect(inside.status == 303 && inside["Location"] == "/nowhere")
            let cookie = try #require(inside.headers.first { $0.value.hasPrefix("rollcall=") }?.value)
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
            #expect(!cookie.contains("Secure") && !cookie.contains("Expires") && !cookie.contains("Domain"))
            #expect(browser.cookies["rollcall-form"] == nil)
            #expect(try await browser.get("/nowhere").status == 404)
            #expect(try await browser.get("/login?next=/jobs")["Location"] == "/jobs")
            // The form of the log-off is the page's; without its token nothing happens.
            #expect(try await browser.post("/logout", ["token": form]).status == 403)
            #expect(try await browser.get("/nowhere").status == 404)
            let token = try await LogOnTests.formToken(board, browser)
            let off = try await browser.post("/logout", ["token": token])
            #expect(off.status == 303 && off["Location"] == "/login")
            #expect(browser.cookies["rollcall"] == nil)
            #expect(try await browser.get("/nowhere").status == 303)
            let deeds = board.audit.map { $0.contains("\"who\":\"ann\"") && $0.contains("\"address\":\"127.0.0.1\"") }
            #expect(deeds == [true, true], "\(board.audit)")
            #expect(board.audit[0].contains("\"what\":\"log-on\"") && board.audit[1].contains("\"what\":\"log-off\""))
        }
    }

    @Test("A cookie of before the log-on or behind the log-off is worth nothing")
    func fixation() async throws {
        try await AccessBoard.with { board in
            let browser = Browser(port: board.port)
            _ = try await browser.logOn("ann", AccessBoard.password)
            let old = try #require(browser.cookies["rollcall"])
            _ = try await browser.logOn("ann", AccessBoard.password)
            #expect(try await browser.get("/nowhere", ["Cookie": "rollcall=\(old)"]).status == 404)
            browser.forget()
            _ = try await browser.logOn("ann", AccessBoard.password)
            #expect(browser.cookies["rollcall"] != old)
            for value in ["", "x", String(repeating: "A", count: 43)] {
                #expect(try await browser.get("/nowhere", ["Cookie": "rollcall=\(value)"]).status == 303)
            }
        }
    }

    @Test(
        "A wrong password and an unknown user get the same words; after five the wait is told, also for the right one"
    )
    func throttled() async throws {
        try await AccessBoard.with { board in
            let browser = Browser(port: board.port)
            let unknown = try await browser.logOn("nobody", "wrong wrong wrong")
            let wrong = try await browser.logOn("ann", "wrong wrong wrong")
            #expect(unknown.status == 403 && wrong.status == 403)
            #expect(wrong.body.contains("The name or the password is wrong."))
            #expect(
                unknown.body.replacing("nobody", with: "ann").replacing(/value="[^"]{43}"/, with: "")
                    == wrong.body.replacing(/value="[^"]{43}"/, with: "")
            )
            for _ in 2...5 { #expect(try await browser.logOn("ann", "wrong wrong wrong").status == 403) }
            let closed = try await browser.logOn("ann", AccessBoard.password)
            #expect(closed.status == 429)
            #expect(closed.body.contains("Too many log-ons have failed; try again in "))
            let seconds = try #require(closed["Retry-After"].flatMap { Int($0) })
            #expect((1...30).contains(seconds))
            let chinese = try await browser.get("/login", ["Accept-Language": "zh-TW"])
            #expect(chinese.body.contains("登入") && chinese.body.contains("lang=\"zh-Hant\""))
            board.clock.advance(by: .seconds(31))
            #expect(try await browser.logOn("ann", AccessBoard.password).status == 303)
            let failures = board.audit.filter { $0.contains("log-on-failed") }
            #expect(failures.count == 6)
            // Less by the time that the attempt took.
            #expect(failures.last?.contains(/"waitSeconds":"([1-9]|[12][0-9]|30)"/) ?? false, "\(failures)")
            #expect(!board.audit.joined().contains("wrong wrong"))
        }
    }

    @Test("Sessions end with their time, and with their user's line in the users file; a role changes at once")
    func endings() async throws {
        try await AccessBoard.with { configuration, _ in
            configuration.sessionLifetime = .seconds(600)
        } _: { board in
            let ann = Browser(port: board.port)
            _ = try await ann.logOn("ann", AccessBoard.password)
            board.clock.advance(by: .seconds(400))
            #expect(try await ann.get("/nowhere").status == 404)
            board.clock.advance(by: .seconds(400))
            #expect(try await ann.get("/nowhere").status == 404)
            board.clock.advance(by: .seconds(600))
            #expect(try await ann.get("/nowhere").status == 303)

            _ = try await ann.logOn("ann", AccessBoard.password)
            let token = try await LogOnTests.formToken(board, ann)
            try AccessBoard.write([try AccessBoard.user("ann", .viewer)], to: board.usersFile)
            let refused = try await ann.post("/notes", ["token": token, "kind": "computer"])
            #expect(refused.status == 403)
            #expect(refused.body.contains("only operators may change something"))
            try AccessBoard.write([try AccessBoard.user("vic", .viewer)], to: board.usersFile)
            #expect(try await ann.get("/nowhere").status == 303)
        }
    }

    @Test("Scripts come in by HTTP Basic, may only read, and are asked for it in JSON; pages' scripts get no dialogue")
    func basic() async throws {
        try await AccessBoard.with { board in
            let script = Browser(port: board.port)
            let asked = try await script.get("/api/v1/x", ["Accept": "application/json"])
            #expect(asked.status == 401)
            #expect(asked["Content-Type"] == "application/problem+json")
            #expect(asked["WWW-Authenticate"] == "Basic realm=\"Rollcall\", charset=\"UTF-8\"")
            #expect(asked.body.contains("\"status\":401") && asked.body.contains("\"detail\":\"Log on first.\""))
            let fetch = try await script.get("/events", ["Sec-Fetch-Mode": "cors"])
            #expect(fetch.status == 401)
            #expect(fetch["WWW-Authenticate"] == "Session realm=\"Rollcall\"")
            let right = ["Authorization": "Basic " + Data("vic:\(AccessBoard.password)".utf8).base64EncodedString()]
            for _ in 1...20 { #expect(try await script.get("/api/v1/x", right).status == 404) }
            let posted = try await script.post("/notes", ["kind": "computer"], right)
            #expect(posted.status == 403 && posted.body.contains("one can only read"))
            let wrong = ["Authorization": "Basic " + Data("vic:wrong".utf8).base64EncodedString()]
            for _ in 1...5 { #expect(try await script.get("/api/v1/x", wrong).status == 401) }
            let closed = try await script.get("/api/v1/x", wrong)
            #expect(closed.status == 429 && closed["Retry-After"] != nil)
            // What is known to be right costs nothing, and is not held up by who guesses from the same machine.
            #expect(try await script.get("/api/v1/x", right).status == 404)
            try AccessBoard.write([try AccessBoard.user("ann", .viewer)], to: board.usersFile)
            #expect(try await script.get("/api/v1/x", right).status != 404)
        }
    }

    @Test("Requests of one scraper at one moment cost one hash, not a refusal")
    func burst() async throws {
        try await AccessBoard.with { board in
            let right = ["Authorization": "Basic " + Data("vic:\(AccessBoard.password)".utf8).base64EncodedString()]
            let port = board.port
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...12 {
                    group.addTask { try await Browser(port: port).get("/api/v1/x", right).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 404, count: 12))
        }
    }

    @Test("Without a users file everyone is the operator named local, and the log-on leads on")
    func local() async throws {
        try await AccessBoard.with(users: nil) { board in
            let browser = Browser(port: board.port)
            #expect(try await browser.get("/nowhere").status == 404)
            let on = try await browser.get("/login?next=/jobs")
            #expect(on.status == 303 && on["Location"] == "/jobs")
        }
    }

    /// The token that pages give to the forms of whoever asks.
    static func formToken(_ board: AccessBoard, _ browser: Browser) async throws -> String {
        try #require(Browser.token(try await browser.get("/account").body))
    }
}
