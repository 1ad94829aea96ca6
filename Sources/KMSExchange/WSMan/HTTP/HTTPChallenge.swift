internal import Foundation

/// One way to log on that a server offers, or its next word in one that is under way (RFC 9110, section 11.6.1).
struct HTTPChallenge: Sendable, Hashable {
    /// Such as `Negotiate`.
    var scheme: String
    /// What `Negotiate` and `Kerberos` carry in Base64 (RFC 4559).
    var token: [UInt8]?

    /// Reads a header `WWW-Authenticate`, which may hold several challenges.
    static func all(in header: some StringProtocol) -> [HTTPChallenge] {
        pieces(header).compactMap { piece in
            let words = piece.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            // What is left of one that has parameters of its own, such as `realm="WSMAN"`.
            guard let scheme = words.first, !scheme.contains("=") else { return nil }
            let data = words.count > 1 ? Data(base64Encoded: words[1].trimmingXMLBlanks()) : nil
            return HTTPChallenge(scheme: String(scheme), token: data.map { [UInt8]($0) })
        }
    }

    /// Tells whether it is of a scheme, whose name has no case.
    func isOf(_ scheme: String) -> Bool { self.scheme.lowercased() == scheme.lowercased() }

    /// Cuts at commas outside quotation marks.
    private static func pieces(_ header: some StringProtocol) -> [String] {
        var pieces = [""]
        var isQuoted = false
        for character in header {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
        }
        return pieces
    }
}
