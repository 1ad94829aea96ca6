/// What has become of a connection.
public enum AMQPConnectionState: Sendable, Hashable {
    /// It stands, to that node.
    case connected(AMQPAddress)
    /// The broker takes no publishes for now, for that reason, such as "low on memory" (`connection.blocked`).
    case blocked(reason: String)
    /// It stands, but the broker refuses something that it took before, such as for a right that was taken away or a
    /// queue that was deleted; that is tried again for ``AMQPRecovery/patience``.
    case refusing(AMQPError)
    /// It broke; it is being rebuilt.
    case lost(AMQPError)
    /// So many tries to rebuild it have failed, the last with that error; the next one is after that time.
    case waiting(failures: Int, AMQPError, retryAfter: Duration)
    /// It has ended: by ``AMQPConnection/close()`` (`connectionClosed`), or since it could not be rebuilt.
    case ended(AMQPError)

    /// Whether publishes go out.
    public var isOpen: Bool { if case .connected = self { true } else { false } }
    /// Whether the broker holds publishes up.
    public var isBlocked: Bool { if case .blocked = self { true } else { false } }
}
