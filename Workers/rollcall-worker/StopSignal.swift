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
    private let overdue = Waiter<Void>()
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
            group.addTask {
                var count = 0
                for await _ in signals {
                    count += 1
                    if count > 1 { exit(ProgramFailure.ExitStatus.temporary.rawValue) }
                    _ = requested.resume(())
                    _ = overdue.resume(())
                }
                return false
            }
            group.addTask {
                guard await overdue.wait() != nil else { return false }
                try? await Task.sleep(for: limit + .seconds(10))
                if !Task.isCancelled { exit(ProgramFailure.ExitStatus.temporary.rawValue) }
                return false
            }
            while let isDone = try await group.next(), !isDone {}
            group.cancelAll()
        }
    }
}
