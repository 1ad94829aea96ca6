internal import Foundation

/// A user's name and password as a request has them.
struct LogOnCredentials: Sendable {
    /// In the folded form; may be anything.
    let name: String
    let password: String

    init(name: String, password: String) {
        self.name = BoardUser.folded(String(name.prefix(256)))
        self.password = password
    }

    /// Reads the Authorization header of HTTP Basic (RFC 7617); nil when it is none.
    init?(authorization header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return nil }
        self.init(name: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }

    /// What is told of the name: a text that is no user's name may be a password in the wrong field.
    var toldName: String { BoardUser.isName(name) ? name : "(no user's name)" }
}
