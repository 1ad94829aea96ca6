/// Why a TLS connection failed, read from what the library says of it: only in its texts is the reason.
struct TLSReason: Sendable, Hashable {
    /// Alerts by which a server says that it does not take the certificate that it was shown, by their names in RFC 8446.
    ///
    /// Windows gives the general one, `handshake_failure`, where others are exact.
    private static let refusals: Set = [
        "access_denied", "bad_certificate", "certificate_expired", "certificate_required", "certificate_revoked",
        "certificate_unknown", "decrypt_error", "handshake_failure", "unknown_ca", "unsupported_certificate",
    ]

    /// Such as `unknown_ca`.
    let name: String
    /// Whether the other side has said so, by an alert.
    let isAlert: Bool

    /// Finds the reason in a text of the library's: `error:1000009e:SSL routines:OPENSSL_internal:NAME at FILE:LINE`.
    init?(_ text: String) {
        guard let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound else { return nil }
        let word = text[start...].prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard !word.isEmpty else { return nil }
        // Those of TLS have either mark, by the version that had them first.
        let mark = ["SSLV3_ALERT_", "TLSV1_ALERT_"].first { word.hasPrefix($0) }
        isAlert = mark != nil
        name = word.dropFirst(mark?.count ?? 0).lowercased()
    }

    /// What it means for an exchange.
    ///
    /// - Parameter showedCertificate: whether TLS has shown, or would have, a certificate of ours.
    /// - Returns: an error with a sentence for a person.
    func error(showedCertificate: Bool) -> ChannelError {
        guard isAlert else {
            return .tls(detail: "The TLS connection failed: \(name.replacing("_", with: " ")).")
        }
        if showedCertificate, Self.refusals.contains(name) {
            return .authentication(
                detail:
                    "The computer refused the client certificate (TLS alert \(name)): look there whether it trusts the "
                    + "issuer and maps the certificate to an account, and whether the certificate is still valid."
            )
        }
        switch name {
        case "certificate_required":
            return .noLogOn(
                detail:
                    "The computer asks for a client certificate (TLS alert \(name)): write certificateFile and keyFile "
                    + "into its entry of the credentials file."
            )
        case "handshake_failure", "insufficient_security", "protocol_version":
            return .tls(
                detail: "The computer takes none of the TLS versions and ciphers that are offered, or wants a client "
                    + "certificate (TLS alert \(name))."
            )
        default: return .tls(detail: "The computer ended the TLS connection (TLS alert \(name)).")
        }
    }
}
