/// How long the parts of an exchange may take before the connection is given up.
package struct ChannelLimits: Sendable, Hashable {
    /// Until the connection stands, TLS handshake included; 5 s by default.
    package var connect: Duration
    /// Every step but activation; 30 s by default.
    package var step: Duration
    /// The step that activates; 70 s by default.
    ///
    /// A Windows computer caps its own operations at 60 s (`MaxTimeoutms`), and its word that one timed out is worth
    /// waiting for.
    package var activate: Duration

    /// Makes limits.
    package init(connect: Duration = .seconds(5), step: Duration = .seconds(30), activate: Duration = .seconds(70)) {
        self.connect = connect
        self.step = step
        self.activate = activate
    }
}
