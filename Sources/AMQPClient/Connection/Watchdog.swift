internal import CRabbitMQ
internal import Glibc
internal import Synchronization

/// Breaks sockets in whose calls a connection's thread is stuck.
///
/// A send of librabbitmq 0.11 into the socket of a peer that has gone silent can wait for ever (its issue 780). Nothing
/// on the thread itself can end that; `shutdown` from another thread can, and the call then reports a lost connection.
/// The descriptor is never closed here, and only touched under the lock under which its owner takes it out, so that its
/// number cannot have become another socket's.
final class Watchdog: Sendable {
    static let shared = Watchdog()

    /// The watch over one socket.
    final class Watch: Sendable {
        private let count = Atomic<UInt64>(0)
        private let id: UInt64
        private let watchdog: Watchdog

        fileprivate init(_ id: UInt64, _ watchdog: Watchdog) {
            self.id = id
            self.watchdog = watchdog
        }

        fileprivate var steps: UInt64 { count.load(ordering: .relaxed) }

        /// The thread is not stuck; the thread itself says so at least every half heartbeat.
        func progress() { count.store(steps &+ 1, ordering: .relaxed) }

        /// The socket is about to be closed.
        func end() { watchdog.state.withLock { _ = $0.watches.removeValue(forKey: id) } }
    }

    private struct Entry {
        var watch: Watch
        var descriptor: Int32
        var limit: Duration
        var steps: UInt64 = 0
        var since = ContinuousClock.now
    }
    private struct State {
        var watches: [UInt64: Entry] = [:]
        var nextID: UInt64 = 0
        var isRunning = false

        /// Breaks what is stuck; false, and not running any more, when there is nothing to look after.
        mutating func look(at now: ContinuousClock.Instant) -> Bool {
            for (id, entry) in watches {
                let steps = entry.watch.steps
                if steps != entry.steps {
                    watches[id]?.steps = steps
                    watches[id]?.since = now
                } else if now - entry.since >= entry.limit {
                    shutdown(entry.descriptor, Int32(SHUT_RDWR))
                }
            }
            isRunning = !watches.isEmpty
            return isRunning
        }
    }
    private let state = Mutex(State())
    private static let interval: useconds_t = 200_000

    /// Watches a socket; its thread may be without progress for as long as `limit`.
    func watch(_ descriptor: Int32, limit: Duration) -> Watch {
        let (watch, mustStart) = state.withLock { state in
            state.nextID += 1
            let watch = Watch(state.nextID, self)
            state.watches[state.nextID] = Entry(watch: watch, descriptor: descriptor, limit: limit)
            defer { state.isRunning = true }
            return (watch, !state.isRunning)
        }
        // Without a thread there is no watch, and all else works.
        if mustStart, !PosixThread.start("amqp-watchdog", { self.run() }) {
            state.withLock { $0.isRunning = false }
        }
        return watch
    }

    /// Looks after the sockets as long as there are any.
    private func run() {
        while state.withLock({ $0.look(at: .now) }) { usleep(Watchdog.interval) }
    }
}
