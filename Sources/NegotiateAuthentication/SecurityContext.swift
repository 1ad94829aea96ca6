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

/// What ties a context to the TLS connection that it runs on (RFC 5056).
package struct ChannelBindings: Sendable, Hashable {
    /// `tls-server-end-point:` and the hash of the server's certificate (RFC 5929).
    package var applicationData: [UInt8]

    /// Makes bindings of what the other side computes as well.
    package init(applicationData: [UInt8]) {
        self.applicationData = applicationData
    }
}

/// What one side has to say, and whether it has heard enough.
package struct SecurityStep: Sendable, Hashable {
    /// What to send; nil when there is nothing more to say.
    package var token: [UInt8]?
    /// Whether the context stands: both sides are proved, messages can be sealed.
    package var isComplete: Bool
}

/// A message as it goes over the wire: what proves and decrypts it apart from what was encrypted.
package struct SealedMessage: Sendable, Hashable {
    /// The mechanism's signature or token: 16 bytes with NTLM, 60 with Kerberos and AES, others with other keys.
    package var header: [UInt8]
    /// What was encrypted, padding included.
    package var payload: [UInt8]
    /// How many bytes of the payload are padding.
    package var paddingLength: Int

    /// Makes a message of its parts.
    package init(header: [UInt8], payload: [UInt8], paddingLength: Int = 0) {
        self.header = header
        self.payload = payload
        self.paddingLength = paddingLength
    }
}

/// One side of a security context, which belongs to one TCP connection.
///
/// One task at a time uses it: sequence numbers make the order of messages part of the protocol. After any failure it is
/// of no use any more, and neither is the connection.
package protocol SecurityContext: Sendable {
    /// What the two sides are proved by.
    var mechanism: SecurityMechanism { get }

    /// Takes what the other side said, nil at the start, and gives what to answer.
    ///
    /// It ends at the deadline that the context was made with.
    func step(_ token: [UInt8]?) async throws(SecurityFailure) -> SecurityStep

    /// Encrypts and signs a message; CPU only.
    func seal(_ plain: [UInt8]) throws(SecurityFailure) -> SealedMessage

    /// Checks and decrypts the other side's next message; CPU only.
    ///
    /// - Throws: also for one that is out of turn, was seen before or was not encrypted.
    func unseal(_ sealed: SealedMessage) throws(SecurityFailure) -> [UInt8]
}

/// Where contexts come from.
package protocol SecurityContextSource: Sendable {
    /// Makes one side of a context with a computer, tickets obtained; nothing has been sent to the computer yet.
    ///
    /// - Parameters:
    ///   - host: the computer's DNS name as the register has it, never one that a look-up gave.
    ///   - account: who proves itself.
    ///   - mechanism: by what, without another to fall back on.
    ///   - wrapping: how tokens are wrapped.
    ///   - bindings: those of the TLS connection, if there is one.
    ///   - deadline: when to give up, whatever the key distribution centre does; the context's own steps end there too.
    /// - Returns: a context that has not begun.
    /// - Throws: what keeps it from beginning.
    func context(
        for host: String,
        as account: SecurityAccount,
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        bindings: ChannelBindings?,
        deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> any SecurityContext
}
