import NIOCore
import NIOPosix
import Synchronization

/// Listens on a port of 127.0.0.1, takes connections and never says a word.
final class SilentServer: Sendable {
    private let channel = Mutex<(any Channel)?>(nil)
    private let taken = Mutex<[any Channel]>([])

    /// How many connections there were.
    var count: Int { taken.withLock { $0.count } }

    init(port: Int) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                self.taken.withLock { $0.append(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: port).get()
        self.channel.withLock { $0 = channel }
    }

    /// Closes the connections too, so that nobody waits any longer.
    func close() async throws {
        try await channel.withLock { $0 }?.close().get()
        for channel in taken.withLock({ $0 }) { try? await channel.close().get() }
    }
}
