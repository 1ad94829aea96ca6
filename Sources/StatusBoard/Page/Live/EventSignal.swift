internal import BoardProjection

/// Why an open page is looked at again.
enum EventSignal: Sendable {
    /// It has just been opened, or something was projected.
    case news
    /// Nothing was, for a while; what a page says of the time may have changed all the same.
    case heartbeat

    /// Sends signals while `body` runs.
    @concurrent static func sending(
        of progress: ProjectionProgress,
        to signal: AsyncStream<EventSignal>.Continuation,
        while body: @concurrent () async throws -> Void
    ) async throws {
        signal.yield(.news)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                // Of what comes in the pause, the stream keeps one.
                for await _ in progress.news() {
                    signal.yield(.news)
                    try await Task.sleep(for: EventStreams.pause)
                }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: EventStreams.heartbeat)
                    signal.yield(.heartbeat)
                }
            }
            try await body()
        }
    }
}
