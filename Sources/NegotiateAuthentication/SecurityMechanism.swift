/// By what an account is proved to a computer.
package enum SecurityMechanism: String, Sendable, Hashable {
    case kerberos, ntlm
}

/// How tokens are wrapped on the wire.
package enum SecurityWrapping: Sendable, Hashable {
    /// As SPNEGO (RFC 4178) with one mechanism: HTTP's `Negotiate`.
    case negotiate
    /// As the mechanism makes them: HTTP's `Kerberos`, or NTLM under `Negotiate`.
    case bare
}
