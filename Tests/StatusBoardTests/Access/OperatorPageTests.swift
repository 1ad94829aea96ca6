import ActivationDomain
import Foundation
import Testing

@testable import StatusBoard

/// What pages show of acknowledgements and notes, and to whom.
@Suite(.timeLimit(.minutes(3)))
struct OperatorPageTests {
    @Test("An operator works the forms that the page has, as a browser would; a viewer sees the outcome and no form")
    func forms() async throws {
        try await AccessBoard.with { board in
            try await board.raiseAlarm()
            let ann = Browser(port: board.port)
            let vic = Browser(port: board.port)
            _ = try await ann.logOn("ann", AccessBoard.password)
            _ = try await vic.logOn("vic", AccessBoard.password)

            let before = try await ann.get("/health")
            let acknowledge = try #require(Form("/alarms/acknowledge", in: before.body))
            #expect(acknowledge.fields["seen"] == "\(AccessBoard.time.microseconds)")
            let done = try await ann.post(acknowledge.action, acknowledge.fields)
            #expect(done.status == 303 && done["Location"]?.hasPrefix("/health#alarm-") ?? false)
            var note = try #require(Form("/notes", in: before.body))
            note.fields["text"] = "<script>alert(1)</script>\n\"é\u{301}\" 電話 1234"
            #expect(try await ann.post(note.action, note.fields).status == 303)

            let after = try await ann.get("/health").body
            #expect(after.contains("Acknowledged by ann, until it comes again"))
            #expect(Form("/alarms/take-back", in: after) != nil && Form("/alarms/acknowledge", in: after) == nil)
            #expect(after.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !after.contains("<script>alert"))
            #expect(after.contains("電話 1234"))
            #expect(after.contains("<a href=\"/account\">ann</a>"))

            let seen = try await vic.get("/health", ["Accept-Language": "zh-Hant"]).body
            #expect(seen.contains("ann 已確認") && seen.contains("電話 1234"))
            for action in ["/alarms/acknowledge", "/alarms/take-back", "/notes", "/notes/delete"] {
                #expect(Form(action, in: seen) == nil, "\(action)")
            }
            #expect(Form("/logout", in: seen) != nil)
            let delete = try #require(Form("/notes/delete", in: after))
            #expect(try await ann.post(delete.action, delete.fields).status == 303)
            #expect(!(try await ann.get("/health").body.contains("電話 1234")))
        }
    }

    @Test("Where nobody logs on there are forms and no name; a style or a script stands in no page")
    func local() async throws {
        try await AccessBoard.with(users: nil) { board in
            try await board.raiseAlarm()
            let browser = Browser(port: board.port)
            let page = try await browser.get("/health").body
            #expect(Form("/alarms/acknowledge", in: page)?.fields["token"] == board.localToken)
            #expect(!page.contains("class=\"account\"") && Form("/logout", in: page) == nil)
            #expect(try await browser.get("/account").body.contains("whoever reaches it from this machine"))
            for path in ["/", "/health", "/account", "/login", "/nowhere"] {
                let html = try await browser.get(path).body
                #expect(!html.contains(/<style|\ style=|\ on[a-z]+=|<script>/), "\(path)")
            }
        }
    }

    @Test("An open page is kept up to date by the reader's own forms, and its stream ends with the session")
    func stream() async throws {
        try await AccessBoard.with { board in
            try await board.raiseAlarm()
            let ann = Browser(port: board.port)
            _ = try await ann.logOn("ann", AccessBoard.password)
            let token = try await LogOnTests.formToken(board, ann)
            let connection = try RawConnection(port: board.port)
            let cookie = ann.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            try connection.send("GET /events?of=%2Fhealth HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookie)\r\n\r\n")
            let first = String(
                decoding: try await connection.receive { $0.contains("/alarms/acknowledge") },
                as: UTF8.self
            )
            #expect(first.contains("text/event-stream") && first.contains(token))
            #expect(try await ann.post("/logout", ["token": token]).status == 303)
            // It ends at the next thing to tell, the heartbeat at the latest.
            _ = try await connection.receive()
        }
    }
}

/// A form as a browser reads it from a page.
private struct Form {
    let action: String
    var fields: [String: String] = [:]

    init?(_ action: String, in html: String) {
        self.action = action
        guard let start = html.firstRange(of: "action=\"\(action)\""),
            let end = html[start.upperBound...].firstRange(of: "</form>")
        else { return nil }
        let pattern = /<input type="hidden" name="([a-z]+)" value="([^"]*)">/
        for field in html[start.upperBound..<end.lowerBound].matches(of: pattern) {
            fields[String(field.1)] = String(field.2).replacing("&amp;", with: "&").replacing("&#39;", with: "'")
        }
    }
}

extension Data {
    fileprivate func contains(_ text: String) -> Bool { firstRange(of: Data(text.utf8)) != nil }
}
