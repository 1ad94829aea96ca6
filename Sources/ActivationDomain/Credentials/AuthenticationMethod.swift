/// How a computer is shown who asks.
package enum AuthenticationMethod: String, Sendable, Hashable, CaseIterable {
    /// Kerberos where it can be had, else NTLM (RFC 4559, MS-NTHT).
    case negotiate
    case kerberos
    case ntlm
    /// The password itself with every request (RFC 7617).
    case basic
    /// A client certificate of TLS that the computer maps to an account.
    case certificate
}
