/// The properties of class basic that a message carries beside its body.
public struct MessageProperties: Sendable, Hashable {
    public var contentType: String?
    public var contentEncoding: String?
    public var headers: FieldTable = [:]
    /// Whether the broker is asked to keep the message on disk.
    public var isPersistent = false
    public var correlationID: String?
    /// Milliseconds until the broker drops or dead-letters the message, as text.
    public var expiration: String?
    public var messageID: String?
    /// Seconds since the Unix epoch.
    public var timestamp: UInt64?
    public var type: String?
    public var applicationID: String?

    /// Makes empty properties.
    public init() {}
}

/// A message on its way to the broker.
public struct AMQPMessage: Sendable {
    public var properties: MessageProperties
    public var body: [UInt8]

    /// Makes a message.
    public init(properties: MessageProperties, body: [UInt8]) {
        self.properties = properties
        self.body = body
    }
}
