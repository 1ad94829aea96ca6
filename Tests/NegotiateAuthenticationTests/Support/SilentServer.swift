import NIOCore
import NIOPosix
import Synchronization

/// Listens on a port of 127.0.0.1, takes connections and never says a word.
final class SilentServer: Sendable {
    private let connections = Mutex(0)
    private let channel = Mutex<(any Channel)?>(nil)

    /// How many connections there were.
    var count: Int { connections.withLock { $0 } }

    init(port: Int) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                self.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: port).get()
        self.channel.withLock { $0 = channel }
    }

    func close() async throws {
        try await channel.withLock { $0 }?.close().get()
    }
}
