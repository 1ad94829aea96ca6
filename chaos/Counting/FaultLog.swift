import Foundation
import Synchronization

/// What the harness did, and when.
final class FaultLog: Sendable {
    /// One fault.
    struct Fault: Sendable {
        var name: String
        /// When it began and when it was over, in seconds since 1970.
        var began: Double
        var over: Double
        /// The worker that it struck; nil when it struck all.
        var worker: String?
    }

    private let entries = Mutex<[Fault]>([])

    /// All faults, in the order of their beginning.
    var faults: [Fault] { entries.withLock { $0 }.sorted { $0.began < $1.began } }

    /// Notes a fault that is over as soon as it has come.
    func note(_ name: String, worker: String? = nil) {
        let now = FaultLog.now
        entries.withLock { $0.append(Fault(name: name, began: now, over: now, worker: worker)) }
    }

    /// Notes a fault that lasts as long as `body`, whatever comes of that.
    func during<Result>(_ name: String, _ body: () async throws -> Result) async throws -> Result {
        let began = FaultLog.now
        defer {
            let over = FaultLog.now
            entries.withLock { $0.append(Fault(name: name, began: began, over: over, worker: nil)) }
        }
        return try await body()
    }

    /// The fault that most probably made a job's ends contradict each other: the last that had begun before the second
    /// was said.
    func cause(of contradiction: EventCount.Contradiction) -> Fault? {
        guard let second = contradiction.ends.first(where: { $0.state != contradiction.ends[0].state }) else {
            return nil
        }
        return faults.last { $0.began <= second.seconds }
    }

    static var now: Double { Date().timeIntervalSince1970 }
}
