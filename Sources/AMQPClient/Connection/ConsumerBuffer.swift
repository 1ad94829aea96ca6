internal import DequeModule
internal import Synchronization

/// Deliveries between a connection's thread and the task that iterates over a consumer.
///
/// It cannot grow past the consumer's prefetch: the broker sends no more than that many unacknowledged deliveries,
/// and only what has been handed out can be acknowledged. A stream's buffer is kept when the connection is lost, so it
/// can hold as much again for a while.
final class ConsumerBuffer: Sendable {
    private struct State {
        var deliveries: Deque<AMQPDelivery> = []
        var waiter: CheckedContinuation<Outcome, Never>?
        var end: Outcome?
        var isCancelled = false

        /// What can be handed out now, if anything.
        mutating func ready() -> Outcome? {
            if let delivery = deliveries.popFirst() { return .delivery(delivery) }
            return end
        }

        /// Lets go of the one who waits, if there is one and something for them.
        mutating func release(_ otherwise: Outcome? = nil) -> (CheckedContinuation<Outcome, Never>, Outcome)? {
            guard let waiting = waiter, let outcome = ready() ?? otherwise else { return nil }
            waiter = nil
            return (waiting, outcome)
        }
    }
    private enum Outcome: Sendable {
        case delivery(AMQPDelivery)
        case ended
        case failed(AMQPError)
    }
    private let state = Mutex(State())

    /// Adds a delivery; true when someone waits for it, who goes on with ``wake()``.
    func append(_ delivery: AMQPDelivery) -> Bool {
        state.withLock { state in
            // A cancelled sequence ends behind what it holds; more would keep it going, and comes again anyway.
            guard state.end == nil, !state.isCancelled else { return false }
            state.deliveries.append(delivery)
            return state.waiter != nil && state.deliveries.count == 1
        }
    }

    /// Lets the one who waits go on, if anything has come.
    func wake() { resume(state.withLock { $0.release() }) }

    /// Drops what can be settled no more: the broker hands it out again.
    func dropLost() { state.withLock { $0.deliveries.removeAll { !$0.canBeSettled } } }

    /// Ends the sequence behind what is buffered; with an error, what is buffered is dropped, as the broker will
    /// deliver it again.
    func finish(_ error: AMQPError?) {
        resume(
            state.withLock { state in
                guard state.end == nil else { return nil }
                state.end = error.map(Outcome.failed) ?? .ended
                if error != nil { state.deliveries = [] }
                return state.release()
            }
        )
    }

    /// The next delivery; nil at the end, or when the task is cancelled and nothing is buffered.
    func next() async throws(AMQPError) -> AMQPDelivery? {
        // Most often there is one.
        let ready = Task.isCancelled ? nil : state.withLock { $0.ready() }
        let outcome = if let ready { ready } else { await wait() }
        switch outcome {
        case .delivery(let delivery): return delivery
        case .ended: return nil
        case .failed(let error): throw error
        }
    }

    /// What is there now, without waiting.
    func take(upTo limit: Int) -> [AMQPDelivery] {
        state.withLock { state in
            let count = min(limit, state.deliveries.count)
            defer { state.deliveries.removeFirst(max(0, count)) }
            return Array(state.deliveries.prefix(max(0, count)))
        }
    }

    private func wait() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Outcome? in
                    if let ready = state.ready() { return ready }
                    // The handler may have run before there was anything to resume.
                    if state.isCancelled || state.waiter != nil { return .ended }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            resume(
                state.withLock { state in
                    state.isCancelled = true
                    return state.release(.ended)
                }
            )
        }
    }

    /// Always outside the lock.
    private func resume(_ released: (CheckedContinuation<Outcome, Never>, Outcome)?) {
        guard let (continuation, outcome) = released else { return }
        continuation.resume(returning: outcome)
    }
}
