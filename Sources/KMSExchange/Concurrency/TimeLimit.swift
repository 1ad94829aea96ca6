/// Runs `body` and cancels it when `limit` has passed.
///
/// - Returns: nil when the limit came first; `body` has ended by then, since it heeds cancellation. When the task itself
///   is cancelled, what `body` makes of that.
package func withTimeLimit<Value: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        var first = await group.next() ?? nil
        // Cancelled from outside, the sleep may end before `body` does.
        if first == nil, Task.isCancelled { first = await group.next() ?? nil }
        group.cancelAll()
        return first
    }
}
