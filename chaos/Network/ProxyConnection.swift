import Foundation
import Glibc
import Synchronization

/// One connection through the proxy: two sockets, and a thread for each direction.
///
/// Only the threads close the sockets, the last of them both, so that no descriptor is used after it was closed and given
/// to another; everyone else leaves a note of what is to happen, which they see within ``interval``.
final class ProxyConnection: Sendable {
    private let client: Int32
    private let server: Int32
    private let weather: @Sendable () -> Proxy.Weather
    private struct State {
        var ending: Proxy.Ending?
        var directions = 2
    }
    private let state = Mutex(State())
    private static let interval: useconds_t = 10_000

    init(client: Int32, server: Int32, weather: @escaping @Sendable () -> Proxy.Weather) {
        self.client = client
        self.server = server
        self.weather = weather
        for descriptor in [client, server] { LoopbackSocket.setReceiveTimeout(descriptor, microseconds: 20_000) }
    }

    /// Whether it has not ended.
    var isOpen: Bool {
        state.withLock { $0.directions == 2 && $0.ending == nil }
    }

    /// Begins to copy.
    func start() {
        Thread.detachNewThread { [self] in copy(from: client, to: server, isFromClient: true) }
        Thread.detachNewThread { [self] in copy(from: server, to: client, isFromClient: false) }
    }

    /// Ends it.
    func end(_ ending: Proxy.Ending) {
        state.withLock { $0.ending = $0.ending ?? ending }
        if ending == .halfClosed { shutdown(client, Int32(SHUT_WR)) }
    }

    private var ending: Proxy.Ending? { state.withLock(\.ending) }

    private func copy(from source: Int32, to target: Int32, isFromClient: Bool) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        copying: while true {
            switch ending {
            case nil: break
            // What the client still sends is taken and goes nowhere; the broker hears nothing either.
            case .halfClosed: if !isFromClient { break copying }
            default: break copying
            }
            let weather = weather()
            if weather == .stalled {
                usleep(ProxyConnection.interval)
                continue
            }
            let count = recv(source, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { break }
            if ending == .halfClosed { continue }
            if case .slow(let delay) = weather { usleep(useconds_t(delay / .microseconds(1))) }
            guard LoopbackSocket.send(buffer[..<count], to: target) else { break }
        }
        // The end of one direction is passed on; the other goes on until it ends itself.
        if ending == nil { shutdown(target, Int32(SHUT_WR)) }
        finish()
    }

    private func finish() {
        let (isLast, ending) = state.withLock { state in
            state.directions -= 1
            return (state.directions == 0, state.ending)
        }
        guard isLast else { return }
        for descriptor in [client, server] {
            if ending == .reset { LoopbackSocket.reset(descriptor) } else { close(descriptor) }
        }
    }
}
