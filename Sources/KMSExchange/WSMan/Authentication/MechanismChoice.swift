internal import ActivationDomain
internal import NegotiateAuthentication

/// Which mechanism proves an account to a computer, and which one next when the first cannot even begin.
///
/// Decided here, not by SPNEGO on the wire: an offer of both may cost two bad log-ons for one try.
package struct MechanismChoice: Sendable, Hashable {
    /// What the settings or the credential ask for.
    enum Method: Sendable, Hashable, CaseIterable { case negotiate, kerberos, ntlm }

    /// What to begin with.
    let first: SecurityMechanism
    /// Whether NTLM may come after Kerberos.
    private let allowsNTLM: Bool

    /// Chooses.
    ///
    /// - Parameters:
    ///   - method: what is asked for.
    ///   - host: the computer as the register has it. Kerberos knows services by name: there is no ticket for an address.
    ///   - username: a realm in it stands for Kerberos; without one nobody knows whom to ask.
    ///   - hasKeytab: whether keys prove the account, not a password; those are Kerberos's alone.
    init(_ method: Method, host: String, username: String, hasKeytab: Bool) {
        let isAddress = IPAddress(host) != nil
        switch method {
        case .kerberos: first = .kerberos
        case .ntlm: first = .ntlm
        case .negotiate where hasKeytab: first = .kerberos
        case .negotiate: first = !isAddress && UserName(username).realm != nil ? .kerberos : .ntlm
        }
        allowsNTLM = method == .negotiate && !hasKeytab
    }

    /// What to try after a failure; nil when it is the last word.
    ///
    /// Nothing is tried once the computer has been sent anything, for then it has counted the try, or will.
    func next(after mechanism: SecurityMechanism, _ code: SecurityFailure.Code, hasSent: Bool) -> SecurityMechanism? {
        guard mechanism == .kerberos, allowsNTLM, !hasSent else { return nil }
        // A refusal by the realm is one by NTLM too: it is the same account.
        return code == .unknownService || code == .kdcUnreachable ? .ntlm : nil
    }
}
