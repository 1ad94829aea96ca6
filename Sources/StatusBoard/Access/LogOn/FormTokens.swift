internal import Crypto
internal import Foundation

/// What forms carry to show that a page of this board made them (a token by HMAC, bound to the session).
///
/// The key lasts as long as the process, so that forms of before a restart are refused once.
struct FormTokens: Sendable {
    /// What a form belongs to.
    enum Bond: Sendable {
        /// The board without users, of which there is one.
        case local
        case session(SessionToken.Digest)
        /// The log-on of a browser that has a cookie with this.
        case logOn(String)
    }

    private let key = SymmetricKey(size: .bits256)

    /// The token of a form.
    func token(_ bond: Bond) -> String {
        Array(HMAC<SHA256>.authenticationCode(for: FormTokens.message(bond), using: key)).base64URL
    }

    private static func message(_ bond: Bond) -> [UInt8] {
        switch bond {
        case .local: Array("local".utf8)
        case .session(let digest): Array("session:".utf8) + digest.bytes
        case .logOn(let cookie): Array("log-on:".utf8) + Array(cookie.utf8)
        }
    }
}

extension String {
    /// Whether a text from outside is this secret one; compared in constant time.
    func isSecretly(_ other: String) -> Bool {
        let (left, right) = (Array(utf8), Array(other.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
