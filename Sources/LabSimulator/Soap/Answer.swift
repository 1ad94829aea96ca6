/// What comes of a request.
enum Answer {
    /// A reply at once.
    case reply(HTTPReply)
    /// A call of `Activate`, whose effect and reply come later.
    case activation(ActivationCall, EnvelopeWriter, replySeconds: Double, isTimedOut: Bool)
    /// No reply: the connection is reset.
    case reset
}
