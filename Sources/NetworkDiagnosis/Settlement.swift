internal import NIOCore
internal import Synchronization

/// A value that several could give: the first one counts, and there is a limit to the wait.
final class Settlement<Value: Sendable>: Sendable {
    private let promise: EventLoopPromise<Value>
    private let isSettled = Mutex(false)

    /// Makes one whose limit is kept by an event loop.
    ///
    /// ``wait(limit:otherwise:)`` must be called, or the promise stays open.
    init(on loop: any EventLoop) {
        promise = loop.makePromise(of: Value.self)
    }

    /// Gives the value; what comes later than the first is dropped.
    func settle(_ value: Value) {
        let isFirst = isSettled.withLock { isSettled in
            defer { isSettled = true }
            return !isSettled
        }
        if isFirst { promise.succeed(value) }
    }

    /// Waits for the value; `otherwise` when the limit passes or the task is cancelled first.
    func wait(limit: Duration, otherwise: Value) async -> Value {
        let timer = promise.futureResult.eventLoop.scheduleTask(in: TimeAmount(limit)) { self.settle(otherwise) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            // It never fails.
            (try? await promise.futureResult.get()) ?? otherwise
        } onCancel: {
            settle(otherwise)
        }
    }
}
