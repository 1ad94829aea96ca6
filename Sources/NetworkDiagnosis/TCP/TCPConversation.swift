internal import ActivationDomain
internal import NIOCore
internal import NIOPosix

/// Puts together what a peer sends until it knows what that is.
protocol AnswerReader: Sendable {
    associatedtype Answer: Sendable
    /// Takes in more bytes; nil as long as the answer is not whole.
    mutating func receive(_ bytes: [UInt8]) -> Answer?
}

/// How a conversation ended.
enum ConversationEnd<Answer: Sendable>: Sendable {
    case answer(Answer)
    /// The connection never stood.
    case notConnected(NetworkFailure)
    /// It stood, but the limit passed before the answer was whole.
    case silence
    /// The peer ended it before.
    case closed
}

/// One connection over which one thing is said and one answer read; then it is closed.
struct TCPConversation {
    let address: IPAddress
    let port: UInt16
    /// The time until the connection stands, and again the time from then to the whole answer.
    let limit: Duration
    let group: any EventLoopGroup

    /// Holds the conversation; a cancelled task ends it as if the limit had passed.
    func run<Reader: AnswerReader>(saying bytes: [UInt8], reader: Reader) async -> ConversationEnd<Reader.Answer> {
        let loop = group.next()
        let end = Settlement<ConversationEnd<Reader.Answer>>(on: loop)
        switch await connect(on: loop, handler: { ConversationHandler(reader: reader, end: end) }) {
        case .failure(let failure):
            end.settle(.notConnected(failure))
            return .notConnected(failure)
        case .success(let channel):
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenFailure { _ in end.settle(.closed) }
            let result = await end.wait(limit: limit, otherwise: .silence)
            // Closed for the peer before the caller goes on; that it is closed already is no error.
            try? await channel.close().get()
            return result
        }
    }

    /// Connects, and closes at once.
    func connect() async -> NetworkFailure? {
        switch await connect(on: group.next(), handler: { nil }) {
        case .failure(let failure): return failure
        case .success(let channel):
            try? await channel.close().get()
            return nil
        }
    }

    private func connect(
        on loop: any EventLoop,
        handler: @escaping @Sendable () -> (any ChannelHandler)?
    ) async -> Result<any Channel, NetworkFailure> {
        let place: SocketAddress
        do {
            place = try SocketAddress(ipAddress: address.description, port: Int(port))
        } catch {
            return .failure(NetworkFailure(error))
        }
        let attempt = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let handler = handler() { try channel.pipeline.syncOperations.addHandler(handler) }
                }
            }
            .connect(to: place)
        let connected = Settlement<Result<any Channel, NetworkFailure>>(on: loop)
        attempt.whenComplete { connected.settle($0.mapError(NetworkFailure.init)) }
        let result = await connected.wait(limit: limit, otherwise: .failure(.timedOut))
        // What comes about after its limit is not left open.
        if case .failure = result { attempt.whenSuccess { $0.close(promise: nil) } }
        return result
    }
}

/// Reads the peer's answer on the connection's event loop.
private final class ConversationHandler<Reader: AnswerReader>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var reader: Reader
    private let end: Settlement<ConversationEnd<Reader.Answer>>

    init(reader: Reader, end: Settlement<ConversationEnd<Reader.Answer>>) {
        self.reader = reader
        self.end = end
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if let answer = reader.receive(Array(buffer: unwrapInboundIn(data))) { end.settle(.answer(answer)) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end.settle(.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end.settle(.closed)
        context.close(promise: nil)
    }
}
