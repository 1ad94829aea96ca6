import ActivationDomain
import Foundation
import Testing

@testable import StatusBoard

/// What another site may have someone's browser send.
@Suite(.timeLimit(.minutes(3)))
struct ForgeryTests {
    @Test("A form is refused without its token, with another's, and from elsewhere with the right one")
    func forms() async throws {
        try await AccessBoard.with(users: nil) { board in
            let alarm = try await board.raiseAlarm()
            let browser = Browser(port: board.port)
            let token = board.localToken
            func post(_ token: String, _ headers: [String: String]) async throws -> Int {
                let seen = "\(AccessBoard.time.microseconds)"
                let fields = ["id": alarm, "seen": seen, "token": token, "next": "/x"]
                return try await browser.post("/alarms/acknowledge", fields, headers).status
            }
            for (headers, status) in [
                (["Sec-Fetch-Site": "same-origin"], 303),
                (["Sec-Fetch-Site": "same-origin", "Origin": "null"], 303),
                (["Sec-Fetch-Site": "same-site"], 403),
                (["Sec-Fetch-Site": "cross-site"], 403),
                (["Sec-Fetch-Site": "none"], 403),
                (["Sec-Fetch-Site": ""], 303),
                (["Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:\(board.port)"], 303),
                // A proxy ends TLS before it.
                (["Sec-Fetch-Site": "", "Origin": "https://127.0.0.1:\(board.port)"], 303),
                (["Sec-Fetch-Site": "", "Origin": "https://127.0.0.1:1"], 403),
                (["Sec-Fetch-Site": "", "Origin": "http://evil.example"], 403),
                (["Sec-Fetch-Site": "", "Origin": "null"], 403),
            ] {
                #expect(try await post(token, headers) == status, "\(headers)")
            }
            for wrong in ["", "x", String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A"), token + "A"] {
                #expect(try await post(wrong, [:]) == 403, "\(wrong)")
            }
            let plain = ["Content-Type": "text/plain"]
            #expect(try await post(token, plain) == 415)
            #expect(try await post(token, ["Content-Type": "application/json"]) == 415)
        }
    }

    @Test("One user's token is worth nothing to another, nor that of the log-on")
    func bound() async throws {
        try await AccessBoard.with { board in
            let ann = Browser(port: board.port)
            let vic = Browser(port: board.port)
            let form = try #require(Browser.token(try await ann.get("/login").body))
            _ = try await ann.logOn("ann", AccessBoard.password)
            _ = try await vic.logOn("vic", AccessBoard.password)
            let other = try await LogOnTests.formToken(board, vic)
            #expect(try await LogOnTests.formToken(board, ann) != other)
            for token in [form, other] { #expect(try await ann.post("/logout", ["token": token]).status == 403) }
            let own = try await LogOnTests.formToken(board, ann)
            #expect(try await ann.post("/logout", ["token": own]).status == 303)
        }
    }

    @Test("A log-on is refused without the token that is bound to the browser's cookie")
    func logOn() async throws {
        try await AccessBoard.with { board in
            let browser = Browser(port: board.port)
            let token = try #require(Browser.token(try await browser.get("/login").body))
            let fields = ["name": "ann", "password": AccessBoard.password, "token": token]
            let evil = try await browser.post("/login", fields, ["Sec-Fetch-Site": "cross-site"])
            #expect(evil.status == 403 && browser.cookies["rollcall"] == nil)
            browser.forget()
            #expect(try await browser.post("/login", fields).status == 403)
            #expect(browser.cookies["rollcall"] == nil)
            #expect(board.audit.isEmpty)
        }
    }

    @Test("A name that is not the board's is refused, whatever it resolves to")
    func rebinding() async throws {
        try await AccessBoard.with(users: nil) { configuration, _ in
            configuration.names = ["Board.Example.edu"]
        } _: { board in
            let browser = Browser(port: board.port)
            for host in [
                "localhost", "localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8410", "LOCALHOST.",
                "board.example.edu:443",
                "x.localhost",
            ] {
                #expect(try await browser.get("/healthz", ["Host": host]).status == 200, "\(host)")
            }
            for host in [
                "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "0.0.0.0", "",
                "a@localhost",
            ] {
                let reply = try await browser.get("/healthz", ["Host": host])
                #expect(reply.status == 421, "\(host)")
                #expect(reply.body.contains("does not answer under this name"), "\(host)")
            }
            let bare = try await RawHTTP.send("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", to: board.port)
            #expect(bare.status == 421)
        }
    }

    @Test("Every answer keeps pages to the board: also refusals, redirects and what is missing")
    func headers() async throws {
        try await AccessBoard.with { board in
            let browser = Browser(port: board.port)
            for reply in [
                try await browser.get("/healthz"), try await browser.get("/"), try await browser.get("/login"),
                try await browser.get("/api/v1/x"), try await browser.get("/", ["Host": "evil.example"]),
                try await browser.post("/login", [:]),
            ] {
                #expect(reply["Content-Security-Policy"]?.hasPrefix("default-src 'none'; script-src 'self'") ?? false)
                #expect(reply["Content-Security-Policy"]?.contains("unsafe") == false)
                #expect(reply["Content-Security-Policy"]?.contains("frame-ancestors 'none'") ?? false)
                #expect(reply["X-Content-Type-Options"] == "nosniff")
                #expect(reply["Referrer-Policy"] == "no-referrer")
                #expect(reply["Cross-Origin-Opener-Policy"] == "same-origin")
                #expect(reply["Cross-Origin-Resource-Policy"] == "same-origin")
                #expect(reply["Permissions-Policy"]?.contains("camera=()") ?? false)
                #expect(reply["Cache-Control"] == "no-store")
                #expect(reply["Strict-Transport-Security"] == nil)
                #expect(reply["Server"] == nil)
            }
        }
    }
}
