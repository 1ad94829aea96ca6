internal import KMSExchange
internal import Synchronization

/// The slots of a worker, shared by its lanes.
final class SlotPool: Sendable {
    private struct State {
        var machine: SlotMachine<Waiter<Bool>>
        var isClosed = false
    }
    private let state: Mutex<State>

    init(slots: Int) {
        state = Mutex(State(machine: SlotMachine(slots: slots)))
    }

    /// How many run and how many wait.
    var load: (running: Int, waiting: Int) { state.withLock { ($0.machine.running, $0.machine.waiting) } }

    /// Waits for a slot.
    ///
    /// - Returns: false when the pool was closed or the task cancelled first; else ``release()`` must follow.
    func acquire(_ priority: SlotMachine<Waiter<Bool>>.Priority) async -> Bool {
        let (waiter, isClosed) = state.withLock { state -> (Waiter<Bool>?, Bool) in
            guard !state.isClosed else { return (nil, true) }
            return (state.machine.request(priority, ticket: Waiter<Bool>()), false)
        }
        if isClosed { return false }
        guard let waiter else { return true }
        return await waiter.wait() ?? false
    }

    /// Gives a slot back.
    func release() {
        state.withLock { $0.machine.end() }
        while let next = state.withLock({ $0.machine.next() }) {
            // One that was cancelled meanwhile leaves its slot to the next.
            if !next.resume(true) { state.withLock { $0.machine.end() } }
        }
    }

    /// Takes a slot for a job that runs while the pool is closed; ``release()`` must follow.
    func occupy() { state.withLock { $0.machine.begin() } }

    /// Lets jobs begin again.
    func open() { state.withLock { $0.isClosed = false } }

    /// Lets no one begin, until ``open()``.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            return state.machine.drain()
        }
        for waiter in waiting { _ = waiter.resume(false) }
    }
}
