internal import Synchronization

/// A result that one task waits for and another thread gives; the first one given counts.
final class OneShot<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, SecurityFailure>
    private enum State {
        case initial
        case waiting(CheckedContinuation<Outcome, Never>)
        case done(Outcome)
    }
    private let state = Mutex(State.initial)

    /// Gives the result.
    ///
    /// - Returns: whether it was the first.
    @discardableResult
    func finish(_ outcome: Outcome) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            switch state {
            case .initial:
                state = .done(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .done(outcome)
                return (true, continuation)
            case .done:
                return (false, nil)
            }
        }
        waiting?.resume(returning: outcome)
        return isFirst
    }

    /// Waits for the result, or for the end of the task.
    func value() async throws(SecurityFailure) -> Value {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Outcome? in
                    if case .done(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            finish(.failure(SecurityFailure(.cancelled, "The log-on was given up.")))
        }
        return try outcome.get()
    }
}
