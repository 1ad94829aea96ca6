internal import Synchronization

/// Lets one task at a time pass for each key: one exchange at a time with one computer.
package final class KeyedLock: Sendable {
    private let queues = Mutex<[String: [Waiter<Void>]]>([:])

    /// Makes a lock that no one holds.
    package init() {}

    /// Waits for the key's turn.
    ///
    /// - Returns: false when the task was cancelled first; then there is nothing to release.
    package func acquire(_ key: String) async -> Bool {
        let waiter = queues.withLock { queues -> Waiter<Void>? in
            guard queues[key] != nil else {
                queues[key] = []
                return nil
            }
            let waiter = Waiter<Void>()
            queues[key]?.append(waiter)
            return waiter
        }
        guard let waiter else { return true }
        return await waiter.wait() != nil
    }

    /// Lets the next one pass.
    package func release(_ key: String) {
        while true {
            let next = queues.withLock { queues -> Waiter<Void>? in
                guard let waiters = queues[key], !waiters.isEmpty else {
                    queues[key] = nil
                    return nil
                }
                return queues[key]?.removeFirst()
            }
            guard let next else { return }
            if next.resume(()) { return }
        }
    }
}
