internal import NIOCore
internal import NIOHTTP1

/// What one HTTP/1.1 connection with one request at a time does next; no I/O in it.
struct HTTPExchangeState {
    /// What the handler must do.
    enum Action {
        case nothing
        /// Write the call.
        case write
        /// Tell the caller, and close the connection where `closing` is set.
        case complete(HTTPOutcome, closing: Bool)
        /// Nobody waits: only close the connection.
        case close
    }

    private enum Phase {
        case idle
        case waiting(HTTPResponseHead?, ByteBuffer?)
        /// The reason is kept for a call that comes later; nil when the connection simply ended.
        case ended(ChannelError?)
    }

    private var phase = Phase.idle
    private let maximumBodySize: Int
    /// Whether nothing has shown yet that the other side speaks HTTP without TLS.
    ///
    /// A port of HTTPS ends the connection at the first plain request, with or without an alert.
    private var isInDoubt: Bool

    init(maximumBodySize: Int, isInDoubt: Bool = false) {
        self.maximumBodySize = maximumBodySize
        self.isInDoubt = isInDoubt
    }

    mutating func send() -> Action {
        switch phase {
        case .idle:
            phase = .waiting(nil, nil)
            return .write
        case .waiting:
            return .complete(
                .failure(.protocolViolation(detail: "Two requests at once on one connection.")),
                closing: false
            )
        case .ended(let reason?):
            return .complete(.failure(reason), closing: false)
        case .ended(nil):
            return .complete(.notSent, closing: false)
        }
    }

    mutating func receive(head: HTTPResponseHead) -> Action {
        guard case .waiting(nil, _) = phase else { return unexpected() }
        phase = .waiting(head, nil)
        isInDoubt = false
        return .nothing
    }

    mutating func receive(bytes: ByteBuffer) -> Action {
        guard case .waiting(let head?, let body) = phase else { return unexpected() }
        guard (body?.readableBytes ?? 0) + bytes.readableBytes <= maximumBodySize else {
            return fail(.protocolViolation(detail: "The reply is larger than \(maximumBodySize) bytes."))
        }
        // The phase must let go of the buffer, or every chunk would copy what is already there.
        phase = .ended(nil)
        if var body {
            body.writeImmutableBuffer(bytes)
            phase = .waiting(head, body)
        } else {
            phase = .waiting(head, bytes)
        }
        return .nothing
    }

    mutating func receiveEnd() -> Action {
        guard case .waiting(let head?, let body) = phase else { return unexpected() }
        phase = head.isKeepAlive ? .idle : .ended(nil)
        return .complete(.reply(HTTPReply(head: head, body: body ?? ByteBuffer())), closing: !head.isKeepAlive)
    }

    /// The connection is of no use any more, for a known reason.
    mutating func fail(_ error: ChannelError) -> Action {
        switch phase {
        case .waiting:
            phase = .ended(nil)
            return .complete(.failure(doubted(error)), closing: true)
        case .idle:
            // A certificate or protocol that is wrong stays wrong; a lost connection can be made again.
            if case .connectionLost = error { phase = .ended(nil) } else { phase = .ended(error) }
            return .close
        case .ended:
            return .nothing
        }
    }

    /// Either side has closed the connection.
    mutating func connectionEnded() -> Action {
        guard case .waiting(let head, _) = phase else {
            if case .idle = phase { phase = .ended(nil) }
            return .nothing
        }
        phase = .ended(nil)
        let error: ChannelError =
            head != nil
            ? .endedWithinAnswer : doubted(.connectionLost(detail: "The connection ended before the answer began."))
        return .complete(.failure(error), closing: false)
    }

    /// A connection that is lost before any answer, with the question that goes with it.
    private func doubted(_ error: ChannelError) -> ChannelError {
        guard isInDoubt, error != .endedWithinAnswer, case .connectionLost(let detail) = error else { return error }
        return .connectionLost(detail: "\(detail) \(TLSRecordSniffer.question)")
    }

    private mutating func unexpected() -> Action {
        fail(.protocolViolation(detail: "The computer sent an HTTP answer that nothing had asked for."))
    }
}
