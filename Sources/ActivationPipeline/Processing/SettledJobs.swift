internal import ActivationDomain
internal import DequeModule
internal import Synchronization

/// Which attempts this worker has dealt with lately, so that a second copy of one is not carried out.
///
/// A worker that loses its connection between the confirm of what follows from a job and the job's acknowledgement gets
/// the job again, and what follows from it would exist twice from there on. What follows is confirmed, so the copy can
/// be dropped. Copies come within seconds; someone who enrols a job again after minutes has it carried out again.
final class SettledJobs: Sendable {
    /// One attempt at one job.
    struct Key: Hashable, Sendable {
        private var job: UInt128
        private var attempt: Int
        private var parks: Int

        init(_ job: Job) {
            self.job = job.id.number
            attempt = job.attempt
            parks = job.parks
        }
    }
    private struct State {
        var times: [Key: ContinuousClock.Instant] = [:]
        var order: Deque<Key> = []
    }
    private let state = Mutex(State())
    private let capacity: Int
    private let lifetime: Duration

    init(capacity: Int = 10_000, lifetime: Duration = .seconds(120)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// Remembers that an attempt is dealt with, and its follow-up confirmed.
    func insert(_ key: Key, at now: ContinuousClock.Instant) {
        state.withLock { state in
            if state.times.updateValue(now, forKey: key) == nil { state.order.append(key) }
            while let oldest = state.order.first, let time = state.times[oldest],
                state.order.count > capacity || now - time >= lifetime
            {
                state.order.removeFirst()
                state.times[oldest] = nil
            }
        }
    }

    /// Whether an attempt was dealt with lately.
    func contains(_ key: Key, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in state.times[key].map { now - $0 < lifetime } ?? false }
    }
}
