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
    ///   - deadline: when to give up, whatever the key distribution centre does.
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
