/// The properties of class basic that a message carries beside its body.
public struct MessageProperties: Sendable, Hashable {
    /// The media type of the body.
    public var contentType: String?
    /// Such as `gzip`.
    public var contentEncoding: String?
    /// Application headers.
    public var headers: FieldTable = [:]
    /// Whether the broker is asked to keep the message on disk.
    public var isPersistent = false
    /// The id of what the message answers or belongs to.
    public var correlationID: String?
    /// Milliseconds until the broker drops or dead-letters the message, as text.
    public var expiration: String?
    /// The producer's own id of the message.
    public var messageID: String?
    /// Seconds since the Unix epoch.
    public var timestamp: UInt64?
    /// What kind of message it is.
    public var type: String?
    /// Which program made it.
    public var applicationID: String?

    /// Makes empty properties.
    public init() {}
}

/// A message on its way to the broker.
public struct AMQPMessage: Sendable {
    /// What goes with the body.
    public var properties: MessageProperties
    /// The content.
    public var body: [UInt8]

    /// Makes a message.
    public init(properties: MessageProperties, body: [UInt8]) {
        self.properties = properties
        self.body = body
    }
}
