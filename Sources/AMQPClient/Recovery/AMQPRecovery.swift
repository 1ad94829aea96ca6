/// How a connection that has once stood is rebuilt when it is lost.
///
/// What can pass (a broker that is down, a cut cable) is tried again without end. What a person must mend (a password,
/// a permission, a queue that is gone) is tried again too, since it may be mended meanwhile, but only for ``patience``.
public struct AMQPRecovery: Sendable {
    /// The longest wait before the first try; each further failure doubles it.
    ///
    /// Default 0.2 s.
    public var initialDelay: Duration = .milliseconds(200)
    /// The longest wait between two tries.
    ///
    /// Default 5 s.
    public var maximumDelay: Duration = .seconds(5)
    /// How long refusals are borne before the connection, or the channel concerned, ends with them.
    ///
    /// Default 10 min.
    public var patience: Duration = .seconds(600)

    /// Makes the default.
    public init() {}
}
