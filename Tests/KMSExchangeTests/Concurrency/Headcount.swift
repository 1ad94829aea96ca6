import Synchronization

/// How many are inside at once.
final class Headcount: Sendable {
    private let count = Mutex(0)

    /// Adds to the number and returns what it is then.
    func add(_ change: Int) -> Int {
        count.withLock { count in
            count += change
            return count
        }
    }
}
