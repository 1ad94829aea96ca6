package import ActivationDomain
package import NIOCore

/// One computer of the register, its address resolved and checked, and as whom it is managed.
package struct ChannelTarget: Sendable {
    package var computer: RegisteredComputer
    /// The only address that may be connected to.
    package var address: IPAddress
    /// Nil where the credentials file has none, which only an opener sees that needs none.
    package var credential: Credential?

    /// Makes a target.
    package init(computer: RegisteredComputer, address: IPAddress, credential: Credential?) {
        self.computer = computer
        self.address = address
        self.credential = credential
    }
}

/// Opens the channels of one kind, as the settings say.
package protocol ChannelOpener: Sendable {
    /// Whether an entry of the credentials file must match; SSH can do with the user's own configuration.
    var needsCredential: Bool { get }

    /// Whether an entry of the credentials file is of any use; one that is none counts as if it were not there.
    func takes(_ credential: Credential) -> Bool

    /// Sees whether a computer answers, without showing it any credential; what else may be wrong, ``open`` tells.
    ///
    /// - Throws: that it refuses the connection or does not answer in time.
    func knock(_ target: ChannelTarget, within limit: Duration, on loop: any EventLoop) async throws(ChannelError)

    /// Opens a channel to a computer, logged on where the protocol does that first.
    ///
    /// All that is done over the channel must have ended after `limit`: each step heeds it, so that no task and no timer
    /// of its own need watch over an exchange.
    func open(
        _ target: ChannelTarget,
        within limit: Duration,
        on loop: any EventLoop
    ) async throws(ChannelError) -> any ComputerChannel
}

extension ChannelOpener {
    package func takes(_ credential: Credential) -> Bool { true }
}
