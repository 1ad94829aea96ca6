/// Why an operation on the broker did not succeed.
///
/// Callers branch on ``code`` or ``replyCode``, never on the text.
public struct AMQPError: Error, Sendable, Hashable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String, Sendable {
            case invalidConfiguration, invalidArgument, unreachable, tls, refused, connectionLost, connectionClosed,
                channelClosed
            case negativelyConfirmed, returned, consumerCancelled, protocolViolation, timedOut
        }
        private let kind: Kind

        /// The AMQP URI or another setting cannot be used, nor a file that it names.
        public static let invalidConfiguration = Code(kind: .invalidConfiguration)
        /// The call cannot be made so: a name or a message that AMQP cannot carry, a publish without confirms.
        public static let invalidArgument = Code(kind: .invalidArgument)
        /// The name was not found, nothing listens there, or the connect limit passed.
        public static let unreachable = Code(kind: .unreachable)
        /// The broker did not prove who it is, or does not take this side's certificate, or only an old TLS.
        ///
        /// Nothing was sent to it. Trying again does not help until someone has changed a certificate.
        public static let tls = Code(kind: .tls)
        /// The broker refused the log-on: wrong password, no such user, no such virtual host, no permission for it.
        public static let refused = Code(kind: .refused)
        /// The connection broke.
        ///
        /// Of publishes under way it is unknown whether the broker has them.
        public static let connectionLost = Code(kind: .connectionLost)
        /// The connection was closed by this side.
        public static let connectionClosed = Code(kind: .connectionClosed)
        /// The channel is closed; ``AMQPError/replyCode`` says why when the broker closed it.
        public static let channelClosed = Code(kind: .channelClosed)
        /// The broker did not take the message (`basic.nack`), such as when a queue is full.
        public static let negativelyConfirmed = Code(kind: .negativelyConfirmed)
        /// The message could not be routed to any queue (`basic.return`).
        public static let returned = Code(kind: .returned)
        /// The broker ended the consumer, such as when its queue was deleted.
        public static let consumerCancelled = Code(kind: .consumerCancelled)
        /// The broker sent what the protocol does not allow.
        public static let protocolViolation = Code(kind: .protocolViolation)

        /// The publish's deadline passed; it is unknown whether the broker has the message.
        public static let timedOut = Code(kind: .timedOut)

        /// The code's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public var code: Code
    /// One sentence for people; holds the broker's own text where there is one.
    public var message: String
    /// The broker's reply code (AMQP 0-9-1, section "Reply codes"), such as 404 or 406.
    public var replyCode: Int?

    /// Makes an error.
    public init(_ code: Code, _ message: String, replyCode: Int? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
    }
}

extension AMQPError: CustomStringConvertible {
    /// The sentence.
    public var description: String { message }
}
