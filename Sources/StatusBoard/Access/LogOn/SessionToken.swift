internal import Crypto
internal import Foundation

/// What a browser shows to be recognised: 256 random bits, which only the browser keeps.
struct SessionToken: Sendable {
    /// What the board keeps of it: its SHA-256, of which nobody makes a token.
    struct Digest: Sendable, Hashable {
        let bytes: [UInt8]
    }

    /// The cookie's value.
    let text: String

    /// Makes a new one.
    init() {
        text = [UInt8].random(count: 32).base64URL
    }

    /// Takes a cookie's value; nil when it cannot be one.
    init?(text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.text = text
    }

    var digest: Digest { Digest(bytes: Array(SHA256.hash(data: Array(text.utf8)))) }
}

extension [UInt8] {
    /// Base64 with the letters of addresses, without padding (RFC 4648, section 5).
    var base64URL: String {
        Data(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
