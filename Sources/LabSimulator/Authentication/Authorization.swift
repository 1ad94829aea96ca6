internal import Foundation

/// What a request's `Authorization` header says.
enum Authorization: Equatable {
    /// A token of a mechanism.
    case token(LogOnScheme, [UInt8])
    /// User name and password; the whole header.
    case basic(String)
    /// The certificate of the TLS connection.
    case certificate
    /// Nothing that a computer knows.
    case unknown

    /// How a client says that its certificate speaks for it (DSP0226, the profile of mutual HTTPS).
    static let mutual = Namespace.securityProfile + "https/mutual"
    /// Tokens of Kerberos with a user's groups in them reach tens of kilobytes.
    static let tokenLimit = 96_000

    init(_ header: String) {
        if header.lowercased() == Self.mutual {
            self = .certificate
            return
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[1].utf8.count <= Self.tokenLimit else {
            self = .unknown
            return
        }
        if parts[0].lowercased() == "basic" {
            self = .basic(header)
            return
        }
        let scheme = LogOnScheme.allCases.first { $0.rawValue.lowercased() == parts[0].lowercased() }
        let token = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces))
        guard let scheme, let token, !token.isEmpty else {
            self = .unknown
            return
        }
        self = .token(scheme, [UInt8](token))
    }
}
