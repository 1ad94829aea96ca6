/// Looks again and again whether something outside the test has come about, such as what a broker's list shows.
///
/// For what announces itself, wait for that instead. The limit is only there so that a test that hangs ends with a
/// sentence: a small machine that is busy may stand still for half a minute, and that is no failure.
/// - Throws: ``TestSupportError`` when it has not within the limit.
package func eventually(
    within limit: Duration = .seconds(90),
    _ what: String = "the condition",
    fileID: String = #fileID,
    line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw TestSupportError("\(fileID):\(line): \(what) did not come about within \(limit)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
