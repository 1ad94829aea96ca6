internal import ActivationDomain
internal import NIOCore
internal import NIOHTTP1

/// One request on its way through a connection's pipeline.
struct HTTPCall: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer
    /// When the complete reply must be there.
    var deadline: NIODeadline
    /// Completed exactly once, and never failed: what went wrong is a value.
    var outcome: EventLoopPromise<HTTPOutcome>
}

/// What became of one request.
enum HTTPOutcome: Sendable {
    case reply(HTTPReply)
    /// The connection had ended before any byte of the request was written, so that sending it again is harmless.
    case notSent
    case failure(ChannelError)
}

/// A complete reply.
struct HTTPReply: Sendable {
    /// The status code, such as 200.
    var status: Int
    /// What `WWW-Authenticate` offers or answers.
    var challenges: [HTTPChallenge]
    /// The type of the body; nil where the reply does not tell.
    var contentType: String?
    /// The server's clock; read only where it lets nobody in, since that may be why.
    var date: Timestamp?
    var body: ByteBuffer

    init(head: HTTPResponseHead, body: ByteBuffer) {
        status = Int(head.status.code)
        challenges = head.headers["WWW-Authenticate"].flatMap { HTTPChallenge.all(in: $0) }
        contentType = head.headers.first(name: "Content-Type")
        date = status == 401 ? head.headers.first(name: "Date").flatMap { Timestamp(httpDate: $0) } : nil
        self.body = body
    }
}
