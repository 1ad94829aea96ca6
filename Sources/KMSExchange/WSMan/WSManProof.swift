package import NegotiateAuthentication

/// Who we are to a computer, and by what it is to know it.
package enum WSManProof: Sendable {
    /// The password itself with each request; over a connection in the clear only where a setting says so.
    case basic(WSManCredential, isAllowedInTheClear: Bool)
    /// A log-on that shows the password to nobody.
    case negotiate(SecurityAccount, MechanismChoice, any SecurityContextSource)
    /// A client certificate, which the computer maps to an account.
    case certificate(TLSIdentity)

    /// The value of the header `Authorization` of each request.
    func authorization(over scheme: ComputerEndpoint.Scheme) throws(ChannelError) -> String? {
        switch self {
        case .basic(let credential, let isAllowedInTheClear):
            return try credential.basicAuthorization(over: scheme, allowedInTheClear: isAllowedInTheClear)
        case .negotiate: return nil
        case .certificate:
            guard scheme == .https else {
                throw .noLogOn(
                    detail: "A client certificate goes by TLS alone: set worker.winrm.scheme to https."
                )
            }
            // DSP0226, annex C.3.6: no name and no password, only where to look.
            return "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
        }
    }

    /// What TLS shows.
    var identity: TLSIdentity? {
        if case .certificate(let identity) = self { identity } else { nil }
    }
}

/// A certificate to show to a server, and its key, both in PEM.
package struct TLSIdentity: Sendable, Hashable {
    package var certificateFile: String
    package var keyFile: String

    /// Makes one of two paths; nothing is read yet.
    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
