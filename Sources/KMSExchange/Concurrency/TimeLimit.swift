package import NIOCore

/// Runs `body` and cancels it when `limit` has passed.
///
/// The timer is the event loop's, which forgets it as soon as `body` has ended: a cancelled `Task.sleep` stays with the
/// runtime until its time has come, so that limits of minutes around quick bodies pile up by the ten thousand.
///
/// - Returns: nil when the limit came first; `body` has ended by then, since it heeds cancellation. When the task itself
///   is cancelled, what `body` makes of that.
package func withTimeLimit<Value: Sendable>(
    _ limit: Duration,
    on loop: any EventLoop,
    _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    let passed = Waiter<Void>()
    let timer = loop.scheduleTask(in: TimeAmount(limit)) { _ = passed.resume(()) }
    defer { timer.cancel() }
    return await withTaskGroup(of: Value?.self) { group in
        // Both begin here and now: there is no other thread to wake.
        group.addImmediateTask { await body() }
        group.addImmediateTask {
            _ = await passed.wait()
            return nil
        }
        var first = await group.next() ?? nil
        // Cancelled from outside, the wait may end before `body` does.
        if first == nil, Task.isCancelled { first = await group.next() ?? nil }
        group.cancelAll()
        return first
    }
}
