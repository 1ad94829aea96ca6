/// A connection to the broker, run by a thread of its own.
///
/// librabbitmq must not be shared between threads and blocks where the kernel does, so all of its calls run on that
/// thread; tasks hand it commands and wait for the answers. The connection is closed by ``close()``, or when neither
/// it nor a channel of it is held any more.
public final class AMQPConnection: Sendable {
    let mailbox: Mailbox
    private let end: OneShot<Void>
    private let blocking: BlockingState

    private init(mailbox: Mailbox, end: OneShot<Void>, blocking: BlockingState) {
        self.mailbox = mailbox
        self.end = end
        self.blocking = blocking
    }

    deinit {
        mailbox.post(.abandon)
    }

    /// Connects and logs on.
    ///
    /// - Throws: ``AMQPError`` with `unreachable`, `refused` or `connectionLost`, after at most about twice
    ///   ``AMQPConfiguration/connectTimeout`` (the look-up of the name not counted).
    public static func connect(_ configuration: AMQPConfiguration) async throws(AMQPError) -> AMQPConnection {
        let mailbox = Mailbox()
        guard mailbox.wakeup >= 0 else {
            throw AMQPError(.unreachable, "the system gives no descriptor for a connection to the broker")
        }
        let opened = OneShot<Void>()
        let end = OneShot<Void>()
        let blocking = BlockingState()
        try ConnectionThread.start(configuration, mailbox: mailbox, opened: opened, end: end, blocking: blocking)
        try await opened.value()
        return AMQPConnection(mailbox: mailbox, end: end, blocking: blocking)
    }

    /// Opens a channel.
    public func openChannel() async throws(AMQPError) -> AMQPChannel {
        let promise = OneShot<ChannelIdentity>()
        mailbox.post(.openChannel(promise))
        return AMQPChannel(connection: self, identity: try await promise.value())
    }

    /// Whether the broker has stopped taking publishes because memory or disk runs out (`connection.blocked`).
    ///
    /// Publishes wait meanwhile and go out when it is over.
    public var isBlocked: Bool { blocking.isBlocked }

    /// Closes the connection in order and waits until it is closed; harmless when it is closed already.
    ///
    /// A broker that does not answer, as while it blocks publishes, is waited for no longer than
    /// ``AMQPConfiguration/connectTimeout``.
    public func close() async {
        let promise = OneShot<Reply>()
        mailbox.post(.close(promise))
        _ = try? await promise.value()
        _ = try? await end.value()
    }

    /// Waits until the connection has ended.
    ///
    /// - Returns: why; ``AMQPError/Code/connectionClosed`` after ``close()``.
    public func ended() async -> AMQPError {
        do {
            try await end.value()
            return AMQPError(.connectionClosed, "the connection is closed")
        } catch {
            return error
        }
    }
}
