/// What one side has to say, and whether it has heard enough.
package struct SecurityStep: Sendable, Hashable {
    /// What to send; nil when there is nothing more to say.
    package var token: [UInt8]?
    /// Whether the context stands: both sides are proved, messages can be sealed.
    package var isComplete: Bool
}

/// One side of a security context, which belongs to one TCP connection.
///
/// One task at a time uses it: sequence numbers make the order of messages part of the protocol. After any failure it is
/// of no use any more, and neither is the connection.
package protocol SecurityContext: Sendable {
    /// What the two sides are proved by.
    var mechanism: SecurityMechanism { get }

    /// Takes what the other side said, nil at the start, and gives what to answer; gives up at the deadline.
    func step(
        _ token: [UInt8]?,
        until deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> SecurityStep

    /// Hears that the computer has refused what the context showed it: the next one for it is to show something new.
    func wasRefused()

    /// Encrypts and signs a message; CPU only.
    func seal(_ plain: [UInt8]) throws(SecurityFailure) -> SealedMessage

    /// Checks and decrypts the other side's next message; CPU only.
    ///
    /// - Throws: also for one that is out of turn, was seen before or was not encrypted.
    func unseal(_ sealed: SealedMessage) throws(SecurityFailure) -> [UInt8]
}
