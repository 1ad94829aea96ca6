internal import NIOCore
internal import NIOHTTP1
internal import NegotiateAuthentication

/// What a log-on has come to: one connection whose every request is its account's.
///
/// Over HTTP each body is encrypted and signed, both ways; over HTTPS that is TLS's part.
final class NegotiateSession: Sendable {
    let link: HTTPLink
    /// What the exchange tells of the log-on, such as `negotiate/ntlm`.
    let means: String
    private let context: any SecurityContext
    private let scheme: EncryptedBody.Scheme
    /// Without `Authorization`: the connection is logged on, not the request.
    private let headers: HTTPHeaders
    private let encrypts: Bool

    init(
        on link: HTTPLink,
        _ context: any SecurityContext,
        _ scheme: EncryptedBody.Scheme,
        headers: HTTPHeaders,
        encrypts: Bool
    ) {
        self.link = link
        self.context = context
        self.scheme = scheme
        self.encrypts = encrypts
        means = scheme == .negotiate ? "negotiate/\(context.mechanism.rawValue)" : context.mechanism.rawValue
        var headers = headers
        headers.replaceOrAdd(
            name: "Content-Type",
            value: encrypts ? EncryptedBody.header(scheme) : EncryptedBody.soap
        )
        self.headers = headers
    }

    /// Sends one request and waits for its answer; after a failure neither connection nor context is of any use.
    ///
    /// - Returns: the answer, decrypted; nil when the connection had ended before any byte was written.
    func post(
        over connection: HTTPConnection,
        path: String,
        deadline: NIODeadline,
        _ envelope: () -> ByteBuffer
    ) async throws(ChannelError) -> HTTPReply? {
        let reply = try await connection.post(path: path, headers: headers, deadline: deadline, on: link) {
            () throws(ChannelError) in
            try outgoing(envelope())
        }
        guard let reply else { return nil }
        do throws(ChannelError) {
            return try incoming(reply)
        } catch {
            connection.forget(link)
            throw error
        }
    }

    private func outgoing(_ envelope: ByteBuffer) throws(ChannelError) -> ByteBuffer {
        guard encrypts else { return envelope }
        do {
            let message = try context.seal(Array(envelope.readableBytesView))
            return ByteBuffer(bytes: EncryptedBody(scheme: scheme, message: message).bytes)
        } catch {
            throw ChannelError(error, context.mechanism)
        }
    }

    /// Decrypts an answer, whatever its status: the words of a fault are encrypted too.
    ///
    /// A body in the clear is refused: anyone on the way could have written it. That a server is too busy or wants another
    /// log-on it says before it encrypts; of such an answer nothing but the status is believed.
    private func incoming(_ reply: HTTPReply) throws(ChannelError) -> HTTPReply {
        guard encrypts else { return reply }
        guard let type = reply.contentType, EncryptedBody.isAnnounced(by: type) else {
            var reply = reply
            reply.body = ByteBuffer()
            switch reply.status {
            case 401, 413, 503: return reply
            default:
                throw .protocolViolation(
                    detail: "The computer answered in the clear (HTTP \(reply.status)) where all is encrypted."
                )
            }
        }
        let body = try EncryptedBody(contentType: type, Array(reply.body.readableBytesView))
        guard body.scheme == scheme else { throw EncryptedBody.violation("of another scheme than was agreed on") }
        do {
            var reply = reply
            reply.body = ByteBuffer(bytes: try context.unseal(body.message))
            reply.contentType = body.contentType
            return reply
        } catch {
            throw ChannelError(error, context.mechanism)
        }
    }
}
