internal import CRabbitMQ
internal import CRabbitMQTLS
internal import Glibc

/// The sending side of a connection that stands: its socket, or the TLS over that.
struct WireOutput {
    private let descriptor: Int32
    /// OpenSSL's connection, which librabbitmq's state owns; nil without TLS.
    private let tls: OpaquePointer?

    init(_ state: amqp_connection_state_t, tls: OpaquePointer?) {
        descriptor = amqp_get_sockfd(state)
        self.tls = tls
    }

    /// Sends all the bytes, which begin and end between two frames; blocks while the kernel's buffer is full, until the
    /// watchdog shuts the socket.
    func send(_ bytes: UnsafeRawBufferPointer) throws(AMQPError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch tls.map({ sendSecurely(rest, $0) }) ?? sendPlainly(rest) {
            case .sent(let count): rest = rest.dropFirst(count)
            case .interrupted: break
            case .full(let events):
                var descriptor = pollfd(fd: descriptor, events: Int16(events), revents: 0)
                _ = poll(&descriptor, 1, -1)
            case .broken(let reason):
                throw AMQPError(.connectionLost, "the connection to the broker broke: \(reason)")
            }
        }
    }

    private enum Step {
        case sent(Int)
        case interrupted
        /// What the socket has to be ready for, first.
        case full(Int32)
        case broken(String)
    }

    private func sendPlainly(_ rest: Slice<UnsafeRawBufferPointer>) -> Step {
        let rest = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        guard count < 0 else { return .sent(count) }
        switch errno {
        case EINTR: return .interrupted
        case EAGAIN: return .full(POLLOUT)
        case let code: return .broken(String(cString: strerror(code)).lowercased())
        }
    }

    private func sendSecurely(_ rest: Slice<UnsafeRawBufferPointer>, _ tls: OpaquePointer) -> Step {
        let rest = UnsafeRawBufferPointer(rebasing: rest)
        guard let start = rest.baseAddress else { return .sent(0) }
        var count = 0
        switch rollcall_tls_send(tls, start, rest.count, &count) {
        case ROLLCALL_TLS_SENT: return .sent(count)
        case ROLLCALL_TLS_WAITS_TO_WRITE: return .full(POLLOUT)
        case ROLLCALL_TLS_WAITS_TO_READ: return .full(POLLIN)
        default: return .broken(String(cString: rollcall_tls_reason(nil)).lowercased())
        }
    }
}
