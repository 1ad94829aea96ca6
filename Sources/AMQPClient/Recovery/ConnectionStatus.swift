internal import Synchronization

/// The state of a connection as its thread last told it, and those who want to hear of changes.
final class ConnectionStatus: Sendable {
    private struct State {
        var current: AMQPConnectionState?
        var listeners: [UInt64: AsyncStream<AMQPConnectionState>.Continuation] = [:]
        var nextListener: UInt64 = 0
    }
    private let state = Mutex(State())
    /// Messages that the broker has still to confirm, and such as came back, as the thread last told.
    private let unconfirmed = Atomic<Int>(0)
    private let returned = Atomic<Int>(0)
    /// More than anyone falls behind; past it the oldest are forgotten.
    private static let bufferSize = 64

    /// Nil until the connection has first stood.
    var current: AMQPConnectionState? { state.withLock { $0.current } }

    /// How many messages wait for a confirm, and how many have come back since no queue takes them.
    var publishes: (unconfirmed: Int, returned: Int) {
        (unconfirmed.load(ordering: .relaxed), returned.load(ordering: .relaxed))
    }

    /// Tells how many; called by the connection's thread alone, in each of its turns.
    func set(unconfirmed: Int, returned: Int) {
        self.unconfirmed.store(unconfirmed, ordering: .relaxed)
        self.returned.store(returned, ordering: .relaxed)
    }

    /// Tells everyone; called by the connection's thread alone, so that all hear the same order.
    func set(_ new: AMQPConnectionState) {
        let listeners = state.withLock { state in
            state.current = new
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(new) }
        if case .ended = new { for listener in listeners { listener.finish() } }
    }

    /// The state now and each that follows, until the end.
    func changes() -> AsyncStream<AMQPConnectionState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: AMQPConnectionState.self,
            bufferingPolicy: .bufferingNewest(ConnectionStatus.bufferSize)
        )
        let (id, current) = state.withLock { state in
            let id = state.nextListener
            state.nextListener += 1
            state.listeners[id] = continuation
            // Under the lock, so that no change can come before it; nothing waits for a buffer.
            if let current = state.current { continuation.yield(current) }
            return (id, state.current)
        }
        if case .ended = current { continuation.finish() }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }
}
