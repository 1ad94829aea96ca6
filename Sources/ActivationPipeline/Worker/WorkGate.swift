internal import KMSExchange
internal import Synchronization

/// Lets jobs begin only while the broker takes what follows from them.
final class WorkGate: Sendable {
    private struct State {
        var isOpen = true
        var isReleased = false
        var waiting: [Waiter<Void>] = []
    }
    private let state = Mutex(State())

    /// Waits until the gate is open, or the task is cancelled.
    func pass() async {
        let waiter = state.withLock { state -> Waiter<Void>? in
            guard !state.isOpen, !state.isReleased else { return nil }
            let waiter = Waiter<Void>()
            state.waiting.append(waiter)
            return waiter
        }
        _ = await waiter?.wait()
    }

    /// Opens or closes the gate.
    func set(open isOpen: Bool) {
        change { $0.isOpen = isOpen }
    }

    /// Opens the gate for good: the worker stops, and what waits is to be given back.
    func release() {
        change { $0.isReleased = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state -> [Waiter<Void>] in
            body(&state)
            guard state.isOpen || state.isReleased else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { _ = waiter.resume(()) }
    }
}
