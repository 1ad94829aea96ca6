internal import Synchronization

/// Lets so many connections stand at a time; others wait for their turn in order.
final class ConnectionLimit: Sendable {
    private struct State {
        var free: Int
        var waiting: [Waiter<Void>] = []
    }
    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Waits for a place.
    ///
    /// - Returns: false when the task was cancelled first; then there is nothing to give back.
    func acquire() async -> Bool {
        let waiter = state.withLock { state -> Waiter<Void>? in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            let waiter = Waiter<Void>()
            state.waiting.append(waiter)
            return waiter
        }
        guard let waiter else { return true }
        return await waiter.wait() != nil
    }

    /// Gives a place back.
    func release() {
        while true {
            let next = state.withLock { state -> Waiter<Void>? in
                guard !state.waiting.isEmpty else {
                    state.free += 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            guard let next else { return }
            // One whose task was cancelled does not take it.
            if next.resume(()) { return }
        }
    }
}
