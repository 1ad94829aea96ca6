import Foundation
import KMSExchange
import Synchronization
import UnixSignals
import WorkerSupport

/// SIGTERM and SIGINT: the first asks the worker to stop, the second ends it at once.
///
/// Before the worker takes its first job the first one ends it at once as well: it may wait for the broker then, and
/// holds nothing. A worker that has not stopped long after its limit is ended too: what is not acknowledged the broker
/// hands out again.
final class StopSignal: Sendable {
    private let requested = Waiter<Void>()
    private let overdue = Waiter<Void>()
    private let limit: Duration
    private let hasBegun = Atomic(false)
    /// More than the worker itself takes for an end in order: ten seconds for the broker, and closing two connections.
    private static let grace = Duration.seconds(30)

    init(limit: Duration) {
        self.limit = limit
    }

    /// Returns at the first signal, or when the task is cancelled.
    func wait() async {
        _ = await requested.wait()
    }

    /// To be called before the worker takes its first job.
    func begin() { hasBegun.store(true, ordering: .sequentiallyConsistent) }

    /// Runs `body` while listening for signals.
    func whileListening(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask { [self] in
                var count = 0
                for await _ in signals {
                    count += 1
                    if !hasBegun.load(ordering: .sequentiallyConsistent) { exit(0) }
                    if count > 1 { end("ended at once by a second signal") }
                    _ = requested.resume(())
                    _ = overdue.resume(())
                }
                return false
            }
            group.addTask { [self] in
                guard await overdue.wait() != nil else { return false }
                try? await Task.sleep(for: limit + StopSignal.grace)
                if !Task.isCancelled { end("it does not stop in order") }
                return false
            }
            while let isDone = try await group.next(), !isDone {}
            group.cancelAll()
        }
    }

    private func end(_ reason: String) -> Never {
        let line = "rollcall-worker: \(reason); the broker hands out again what it held\n"
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
        exit(ProgramFailure.ExitStatus.temporary.rawValue)
    }
}
