import Foundation

/// What a browser does of its own: it keeps cookies, says where a form comes from, and asks for pages.
final class Browser {
    let port: Int
    private(set) var cookies: [String: String] = [:]

    init(port: Int) { self.port = port }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> RawReply {
        try await send("GET", path, headers, body: nil)
    }

    func post(_ path: String, _ fields: [String: String], _ headers: [String: String] = [:]) async throws -> RawReply {
        let body = fields.map { "\(Browser.encoded($0.key))=\(Browser.encoded($0.value))" }.joined(separator: "&")
        var all = ["Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"]
        all.merge(headers) { _, own in own }
        return try await send("POST", path, all.filter { !$0.value.isEmpty }, body: body)
    }

    /// Logs on by the form; the answer to it.
    func logOn(_ name: String, _ password: String, next: String = "/") async throws -> RawReply {
        let page = try await get("/login")
        let token = Browser.token(page.body) ?? ""
        return try await post("/login", ["name": name, "password": password, "next": next, "token": token])
    }

    func forget() { cookies = [:] }

    /// The hidden field that forms carry.
    static func token(_ html: String) -> String? {
        guard let start = html.firstRange(of: "name=\"token\" value=\"") else { return nil }
        return String(html[start.upperBound...].prefix { $0 != "\"" })
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func send(
        _ method: String,
        _ path: String,
        _ headers: [String: String],
        body: String?
    ) async throws -> RawReply {
        var all = ["Host": "127.0.0.1:\(port)", "Accept": "text/html,*/*", "Connection": "close"]
        if !cookies.isEmpty { all["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if let body { all["Content-Length"] = "\(body.utf8.count)" }
        all.merge(headers) { _, own in own }
        let head = all.map { "\($0.key): \($0.value)\r\n" }.joined()
        let reply = try await RawHTTP.send("\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")", to: port)
        for (name, value) in reply.headers where name.lowercased() == "set-cookie" { keep(value) }
        return reply
    }

    private func keep(_ header: String) {
        let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isGone = parts.contains("Max-Age=0")
        cookies[pair[0]] = isGone ? nil : pair[1]
    }
}
