import Foundation
import KMSExchange
import UnixSignals
import WorkerSupport

/// SIGTERM and SIGINT: the first asks the worker to stop, the second ends it at once.
///
/// The same if the worker has not stopped well after its limit, such as when the broker takes no more publishes: what
/// is not acknowledged the broker hands out again.
struct StopSignal: Sendable {
    private let requested = Waiter<Void>()
    private let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    /// Returns at the first signal, or when the task is cancelled.
    func wait() async {
        _ = await requested.wait()
    }

    /// Runs `body` while listening for signals.
    func whileListening(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask { [limit, requested] in
                var iterator = signals.makeAsyncIterator()
                guard await iterator.next() != nil else { return false }
                _ = requested.resume(())
                _ = await withTimeLimit(limit + .seconds(10)) {
                    var iterator = signals.makeAsyncIterator()
                    _ = await iterator.next()
                }
                if Task.isCancelled { return false }
                exit(ProgramFailure.ExitStatus.temporary.rawValue)
            }
            while let isDone = try await group.next(), !isDone {}
            group.cancelAll()
        }
    }
}
