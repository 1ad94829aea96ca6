import Foundation
import Glibc
import Synchronization
import TestSupport

/// A TCP proxy on loopback that does to connections what networks do.
///
/// Each connection has two POSIX threads, one for each direction, which copy what they read; so a slow reader holds back
/// the writer as over a real network. A fault is a change of ``Weather``, or strikes the connections that stand.
final class Proxy: Sendable {
    /// What happens to bytes and new connections.
    enum Weather: Sendable, Equatable {
        case fair
        /// Nothing gets through; connections stay, new ones are accepted and hear nothing.
        case stalled
        /// Each portion of at most 4 KiB comes so much later.
        case slow(Duration)
        /// New connections are closed at once; those that stand go on.
        case closed
    }

    /// How a connection ends.
    enum Ending: Sendable, Equatable {
        /// In order, in both directions.
        case cut
        /// With RST, as of a machine that knows nothing of the connection.
        case reset
        /// One direction only: the client hears the end, while what it sends still arrives nowhere.
        case halfClosed
    }

    /// Where it listens.
    let port: Int
    private let target: Int
    private let listener: Int32
    private struct State {
        var weather = Weather.fair
        var connections: [ProxyConnection] = []
        var accepted = 0
        var isOpen = true
    }
    private let state = Mutex(State())

    /// Listens on a free port of 127.0.0.1 and passes everything on to `target` there.
    init(target: Int) throws {
        self.target = target
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0, let address = LoopbackSocket.bound(listener) else {
            throw TestSupportError("the proxy gets no port of 127.0.0.1: error \(errno)")
        }
        guard listen(listener, 128) == 0 else { throw TestSupportError("the proxy cannot listen: error \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// Connections that were passed on so far.
    var accepted: Int { state.withLock(\.accepted) }

    /// Changes what happens to bytes and new connections.
    func set(_ weather: Weather) { state.withLock { $0.weather = weather } }

    var weather: Weather { state.withLock(\.weather) }

    /// Ends every connection that stands, and says how many those were.
    @discardableResult
    func end(_ ending: Ending) -> Int {
        let struck = state.withLock { state in
            let standing = state.connections.filter(\.isOpen)
            state.connections = ending == .halfClosed ? standing : []
            return standing
        }
        for connection in struck { connection.end(ending) }
        return struck.count
    }

    /// Listens no more and ends what stands.
    func close() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
        end(.cut)
    }

    private func acceptConnections() {
        while true {
            let client = accept(listener, nil, nil)
            guard state.withLock(\.isOpen) else { break }
            guard client >= 0 else { continue }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard weather != .closed, let server = LoopbackSocket.connected(to: target) else {
                LoopbackSocket.reset(client)
                continue
            }
            let connection = ProxyConnection(client: client, server: server, weather: { [self] in weather })
            state.withLock { state in
                state.accepted += 1
                state.connections.removeAll { !$0.isOpen }
                state.connections.append(connection)
            }
            connection.start()
        }
        Glibc.close(listener)
    }
}
