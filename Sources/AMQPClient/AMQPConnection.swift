/// A connection to the broker, run by a thread of its own.
///
/// librabbitmq must not be shared between threads and blocks where the kernel does, so all of its calls run on that
/// thread; tasks hand it commands and wait for the answers. With ``AMQPConfiguration/recovery`` it outlives its socket:
/// when that is lost another one is made, channels, consumers and transient queues come back, and what was not confirmed
/// is sent again; only calls whose answer was under way fail with `connectionLost`. The connection is closed by ``close()``, or when neither
/// it nor a channel of it is held any more.
public final class AMQPConnection: Sendable {
    let mailbox: Mailbox
    private let end: OneShot<Void>
    private let status: ConnectionStatus
    let publishDeadline: Duration?

    private init(_ configuration: AMQPConfiguration, mailbox: Mailbox, end: OneShot<Void>, status: ConnectionStatus) {
        self.mailbox = mailbox
        self.end = end
        self.status = status
        publishDeadline = configuration.publishDeadline
    }

    deinit {
        mailbox.post(.abandon)
    }

    /// Connects and logs on.
    ///
    /// - Throws: ``AMQPError`` with `unreachable`, `tls`, `refused`, `invalidConfiguration` or `connectionLost`, for each
    ///   address after at most about twice ``AMQPConfiguration/connectTimeout``.
    public static func connect(_ configuration: AMQPConfiguration) async throws(AMQPError) -> AMQPConnection {
        let mailbox = Mailbox()
        guard mailbox.wakeup >= 0 else {
            throw AMQPError(.unreachable, "the system gives no descriptor for a connection to the broker")
        }
        let opened = OneShot<Void>()
        let end = OneShot<Void>()
        let status = ConnectionStatus()
        try ConnectionThread.start(configuration, mailbox: mailbox, opened: opened, end: end, status: status)
        try await opened.value()
        return AMQPConnection(configuration, mailbox: mailbox, end: end, status: status)
    }

    /// Opens a channel.
    public func openChannel() async throws(AMQPError) -> AMQPChannel {
        let promise = OneShot<ChannelIdentity>()
        mailbox.post(.openChannel(promise))
        return AMQPChannel(connection: self, identity: try await promise.value())
    }

    /// What has become of the connection, as far as is known.
    public var state: AMQPConnectionState {
        status.current ?? .ended(AMQPError(.connectionClosed, "the connection has never stood"))
    }

    /// The state now and each that follows, until the connection has ended.
    ///
    /// Of a reader that falls far behind the oldest are forgotten.
    public func states() -> AsyncStream<AMQPConnectionState> { status.changes() }

    /// Whether the broker has stopped taking publishes because memory or disk runs out (`connection.blocked`).
    ///
    /// Publishes wait meanwhile and go out when it is over.
    public var isBlocked: Bool { state.isBlocked }

    /// How many messages the broker has still to confirm.
    ///
    /// While the connection is away, those that are to be sent again.
    public var unconfirmedPublishes: Int { status.publishes.unconfirmed }

    /// How many messages have come back so far, since no queue takes them (`basic.return`).
    public var returnedPublishes: Int { status.publishes.returned }

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
