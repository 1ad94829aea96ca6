internal import Synchronization

/// A value that one side gives once and another waits for: the receipt of a publish, the end of a connection.
///
/// The continuation is always resumed outside the lock. Waiting does not end when the task is cancelled, since what
/// is waited for (a confirm, a reply) has already been asked of the broker and its answer decides what may be
/// acknowledged; the connection fails every open one when it ends, so no wait outlives it.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting([CheckedContinuation<Result<Value, AMQPError>, Never>])
        case settled(Result<Value, AMQPError>)
    }
    private let state = Mutex(State.empty)

    /// Gives the value; a second call changes nothing.
    func settle(_ result: Result<Value, AMQPError>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Result<Value, AMQPError>, Never>] in
            switch state {
            case .empty:
                state = .settled(result)
                return []
            case .waiting(let continuations):
                state = .settled(result)
                return continuations
            case .settled:
                return []
            }
        }
        for continuation in waiting {
            continuation.resume(returning: result)
        }
    }

    /// The value if it is there already.
    var current: Result<Value, AMQPError>? {
        state.withLock { if case .settled(let result) = $0 { result } else { nil } }
    }

    /// Waits for the value.
    func value() async throws(AMQPError) -> Value { try await result().get() }

    /// Waits for the value or the failure.
    func result() async -> Result<Value, AMQPError> {
        if let current { return current }
        return await withCheckedContinuation { continuation in
            let settled = state.withLock { state -> Result<Value, AMQPError>? in
                switch state {
                case .empty: state = .waiting([continuation])
                case .waiting(let others): state = .waiting(others + [continuation])
                case .settled(let result): return result
                }
                return nil
            }
            if let settled { continuation.resume(returning: settled) }
        }
    }
}
