import Synchronization

/// The monotonic clock, which a test can put forward.
final class ShiftedClock: Sendable {
    private let shift = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { .now + shift.withLock { $0 } }

    func advance(by duration: Duration) { shift.withLock { $0 += duration } }
}
