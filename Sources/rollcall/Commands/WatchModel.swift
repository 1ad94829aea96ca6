import ActivationDomain
import ActivationPipeline
import Synchronization

/// What a watcher has read so far, shared between reading and drawing.
final class WatchModel: Sendable {
    /// A copy of it at one moment.
    struct Snapshot: Sendable {
        var progress: CampaignProgress
        var elapsed: Duration
        /// Jobs that end in a second; nil as long as too little has happened since the watching began.
        var rate: Double?
        var sinceLastEvent: Duration

        /// Whether the campaign is complete and no event of it has come for a moment.
        var isSettled: Bool { progress.isComplete && sinceLastEvent > .milliseconds(500) }
    }

    private struct State {
        var progress: CampaignProgress
        var lastEvent: ContinuousClock.Instant
        var rate = EndRate(since: .now)
    }

    private let started = ContinuousClock.now
    private let state: Mutex<State>

    init(_ progress: CampaignProgress) {
        state = Mutex(State(progress: progress, lastEvent: .now))
    }

    /// Takes an event in.
    func apply(_ event: ObservedEvent) {
        state.withLock { state in
            guard state.progress.apply(event) else { return }
            state.lastEvent = .now
            if event.activation?.state.isLast == true, let time = event.time {
                state.rate.count(endAt: time, now: .now)
            }
        }
    }

    /// How it stands.
    var snapshot: Snapshot {
        let now = ContinuousClock.now
        return state.withLock { state in
            return Snapshot(
                progress: state.progress,
                elapsed: now - started,
                rate: state.rate.perSecond(now: .now),
                sinceLastEvent: now - state.lastEvent
            )
        }
    }
}
