internal import ActivationDomain
internal import KMSExchange
internal import NegotiateAuthentication

extension ChannelError {
    /// What happened, to follow a colon.
    var clause: String { (detail ?? code.text).withoutFullStop }
}

extension SecurityFailure {
    /// What happened, to follow a colon.
    var clause: String { message.withoutFullStop }
}
