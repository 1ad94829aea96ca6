package import ActivationDomain

/// Whom an exchange is with, and as whom.
///
/// An object: thousands of exchanges wait at a time, in functions that call each other, and whatever each of them has in
/// its hands stays allocated.
package final class ManagedTarget: Sendable {
    let channel: ChannelTarget
    let opener: any ChannelOpener
    let gate: CredentialGate
    /// What tells rows of the register apart.
    let key: String
    /// What tells computers apart to which a credential is shown, under whatever names a register has one.
    let place: String

    init(_ channel: ChannelTarget, _ opener: any ChannelOpener, _ gate: CredentialGate) {
        self.channel = channel
        self.opener = opener
        self.gate = gate
        key = channel.computer.name.folded
        place = "\(channel.address) \(channel.computer.port.map(String.init) ?? channel.computer.channel)"
    }

    /// The address that was checked, the only one that is contacted.
    package var address: IPAddress { channel.address }

    /// To be called once the computer has taken the credential, so that others may use it at the same time.
    package func loggedOn() {
        gate.succeeded()
    }
}

/// How an exchange has ended that did not come to what it was for.
package struct ExchangeFailure: Error, Sendable {
    package var result: ExchangeResult

    init(_ result: ExchangeResult) {
        self.result = result
    }

    init(_ code: ErrorCode, _ detail: String) {
        result = ExchangeResult(.failed(code, inner: nil))
        result.evidence.detail = detail
    }

    /// What a step over a channel makes of it.
    package init(_ error: ChannelError) {
        self.init(ExchangeResult(error))
    }
}
