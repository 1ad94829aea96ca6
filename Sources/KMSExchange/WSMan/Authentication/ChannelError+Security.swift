internal import ActivationDomain
internal import NegotiateAuthentication

extension ChannelError {
    /// What a log-on that GSSAPI or a key distribution centre ended means for an exchange.
    ///
    /// - Parameters:
    ///   - failure: what was thrown.
    ///   - mechanism: what was to prove the account.
    init(_ failure: SecurityFailure, _ mechanism: SecurityMechanism) {
        let detail = Self.shortened(failure.message)
        switch failure.code {
        case .refused: self = .refusedByRealm(detail: detail)
        case .notGranted: self = .authentication(detail: detail)
        case .unusableCredential: self = .noLogOn(detail: detail)
        case .noMechanism:
            self = .noLogOn(
                detail: mechanism == .ntlm && !mechanism.isInstalled
                    ? "NTLM is not installed where the worker runs: install the package gss-ntlmssp." : detail
            )
        case .kdcUnreachable, .clockSkew, .unknownService, .expired: self = .kerberos(detail: detail)
        case .tooLate: self = .stepTimeout
        case .cancelled: self = .cancelled
        // The computer's own words, or a message that was spoilt on the way.
        default: self = .protocolViolation(detail: detail)
        }
    }

    /// The same where NTLM had to stand in for Kerberos.
    ///
    /// That it does not get in may mean no more than that the domain wants Kerberos: whether the log-on is tried again is
    /// for what kept Kerberos away. A refusal stays one, since a wrong password would lock the account all the same.
    ///
    /// - Parameter fault: what that was.
    /// - Returns: what the exchange ends with.
    func insteadOfKerberos(_ fault: SecurityFailure) -> ChannelError {
        let detail: String
        switch self {
        case .authentication(let words), .noLogOn(let words): detail = words
        default: return self
        }
        let reason = Self.shortened(fault.message.hasSuffix(".") ? String(fault.message.dropLast()) : fault.message)
        let both = "Kerberos was not used: \(reason). NTLM was tried instead: \(detail)"
        if case .authentication = self { return .refusedInsteadOfKerberos(detail: both) }
        return .kerberos(detail: both)
    }
}
