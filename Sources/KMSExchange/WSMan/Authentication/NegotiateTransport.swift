internal import NIOCore
internal import Synchronization

/// Carries requests to a computer over a connection that is logged on.
///
/// A log-on belongs to one connection. Where that has ended between two requests, or the computer wants another log-on
/// (401), there is a new one, once for each request: a request that got a 401, or that was never written, was certainly
/// not carried out. A log-on that is refused is never tried again, since it may count towards a lock-out.
final class NegotiateTransport: Sendable {
    private let logOn: NegotiateLogOn
    private let connection: HTTPConnection
    private let session = Mutex<NegotiateSession?>(nil)

    init(_ logOn: NegotiateLogOn, over connection: HTTPConnection) {
        self.logOn = logOn
        self.connection = connection
    }

    /// How it is logged on; nil before it is.
    var means: String? { session.withLock { $0?.means } }

    /// Connects and logs on.
    func connect(until deadline: NIODeadline) async throws(ChannelError) {
        _ = try await session(until: deadline)
    }

    /// Sends one request and waits for its answer.
    func exchange(
        until deadline: NIODeadline,
        _ envelope: () -> ByteBuffer
    ) async throws(ChannelError) -> HTTPReply {
        for isLast in [false, true] {
            let session = try await session(until: deadline)
            let reply = try await session.post(over: connection, path: logOn.path, deadline: deadline, envelope)
            if let reply, reply.status != 401 { return reply }
            connection.forget(session.link)
            if isLast, reply != nil {
                throw .authentication(detail: "The computer logs us off with each request (HTTP 401).")
            }
        }
        throw .connectionLost(detail: "The computer closes each connection before a request.")
    }

    /// Closes the connection for good.
    func close() async {
        await connection.close()
    }

    private func session(until deadline: NIODeadline) async throws(ChannelError) -> NegotiateSession {
        let link = try await connection.link()
        if let session = session.withLock({ $0 }), session.link === link { return session }
        let session = try await logOn.begin(over: connection, until: deadline)
        self.session.withLock { $0 = session }
        return session
    }
}
