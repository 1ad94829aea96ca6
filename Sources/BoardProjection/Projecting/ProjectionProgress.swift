package import ActivationDomain
internal import Synchronization

/// How the projection goes, for the page, the metrics and those who wait for news.
package final class ProjectionProgress: Sendable {
    private struct State {
        var events = 0
        var generation = 0
        var lastEventAt: Timestamp?
        var lastBatch: ContinuousClock.Instant?
        var wasFull = false
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
    }
    private let state = Mutex(State())

    /// Makes the progress of a projection that has not begun.
    package init() {}

    /// How many events this process has projected.
    package var events: Int { state.withLock { $0.events } }

    /// Grows with each piece of news.
    package var generation: Int { state.withLock { $0.generation } }

    /// The time of the last event that was projected.
    package var lastEventAt: Timestamp? { state.withLock { $0.lastEventAt } }

    /// Whether all that the stream has is projected, as far as can be seen: the last batch was not a full one, or nothing
    /// has come for a moment.
    package var isCaughtUp: Bool {
        state.withLock { state in
            !state.wasFull || state.lastBatch.map { ContinuousClock.now - $0 > .milliseconds(500) } ?? true
        }
    }

    /// A value each time that something was projected; several become one for who is slow.
    package func news() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            defer { state.nextListener += 1 }
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }

    func projected(_ count: Int, isFull: Bool, lastEventAt: Timestamp?) {
        let listeners = state.withLock { state in
            state.events += count
            state.generation += 1
            state.wasFull = isFull
            state.lastBatch = .now
            state.lastEventAt = lastEventAt ?? state.lastEventAt
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Tells that something else of the board has changed, such as a worker.
    package func changed() {
        let listeners = state.withLock { state in
            state.generation += 1
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }
}
