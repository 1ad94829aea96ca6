internal import Synchronization

/// One task that waits for a value which another gives it, until it is cancelled.
///
/// Cancellation may come before the task has suspended, and the value may come before either; each order is a state
/// here. Whoever gives a value learns whether it arrived: one that came too late belongs to the next in line.
package final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case initial
        case waiting(CheckedContinuation<Value?, Never>)
        case done(Value?)
    }
    private let state = Mutex(State.initial)

    /// Makes a waiter for one call of ``wait()``.
    package init() {}

    /// Gives the value.
    ///
    /// - Returns: false when the task has been cancelled or has a value already.
    package func resume(_ value: Value) -> Bool {
        finish(value)
    }

    /// Waits for the value.
    ///
    /// - Returns: nil when the task was cancelled first.
    package func wait() async -> Value? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Value?? in
                    if case .done(let value) = state { return .some(value) }
                    state = .waiting(continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            _ = finish(nil)
        }
    }

    private func finish(_ value: Value?) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Value?, Never>?) in
            switch state {
            case .initial:
                state = .done(value)
                return (true, nil)
            case .waiting(let continuation):
                state = .done(value)
                return (true, continuation)
            case .done:
                return (false, nil)
            }
        }
        continuation?.resume(returning: value)
        return isFirst
    }
}
