internal import NIOPosix
internal import Synchronization

/// Computes password hashes beside the board's own threads, few at a time.
///
/// Each takes a quarter of a second of a core and 32 MiB; whoever tries many log-ons holds up other log-ons at most.
final class HashBench: Sendable {
    /// So many wait, and further ones are sent away.
    static let queue = 16

    private let pool: NIOThreadPool
    private let count = Mutex(0)
    private let limit: Int

    /// Makes a bench of some threads, which begin at the first hash.
    init(threads: Int) {
        pool = NIOThreadPool(numberOfThreads: threads)
        limit = threads + HashBench.queue
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Whether a password has a hash; nil when too many ask that.
    func matches(_ password: String, _ hash: PasswordHash) async throws -> Bool? {
        let isTaken = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isTaken else { return nil }
        defer { count.withLock { $0 -= 1 } }
        return try await pool.runIfActive { try hash.matches(password) }
    }
}
