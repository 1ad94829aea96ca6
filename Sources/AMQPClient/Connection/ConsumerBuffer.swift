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
    }
    private enum Outcome: Sendable {
        case delivery(AMQPDelivery)
        case ended
        case failed(AMQPError)
    }
    private let state = Mutex(State())

    /// Adds a delivery.
    func append(_ delivery: AMQPDelivery) {
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            // A cancelled sequence ends behind what it holds; more would keep it going, and comes again anyway.
            guard state.end == nil, !state.isCancelled else { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.deliveries.append(delivery)
            return nil
        }
        waiter?.resume(returning: .delivery(delivery))
    }

    /// Drops what can be settled no more: the broker hands it out again.
    func dropLost() { state.withLock { $0.deliveries.removeAll { !$0.canBeSettled } } }

    /// Ends the sequence behind what is buffered; with an error, what is buffered is dropped, as the broker will
    /// deliver it again.
    func finish(_ error: AMQPError?) {
        let outcome = error.map(Outcome.failed) ?? .ended
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard state.end == nil else { return nil }
            state.end = outcome
            if error != nil { state.deliveries = [] }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }

    /// The next delivery; nil at the end, or when the task is cancelled and nothing is buffered.
    func next() async throws(AMQPError) -> AMQPDelivery? {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Outcome? in
                    if let delivery = state.deliveries.popFirst() { return .delivery(delivery) }
                    if let end = state.end { return end }
                    // The handler may have run before there was anything to resume.
                    if state.isCancelled || state.waiter != nil { return .ended }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
                state.isCancelled = true
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: .ended)
        }
        switch outcome {
        case .delivery(let delivery): return delivery
        case .ended: return nil
        case .failed(let error): throw error
        }
    }
}
