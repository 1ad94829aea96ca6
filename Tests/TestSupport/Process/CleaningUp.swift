/// Runs what takes a test's things away again, also when the test was cancelled, as one is whose time is over.
///
/// In a cancelled task each wait ends at once, and with it whatever was to be stopped in order.
package func cleaningUp<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result
{
    try await Task { try await body() }.value
}
