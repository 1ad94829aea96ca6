import ActivationDomain
import ActivationPipeline
import Synchronization

/// What a watcher has read so far, shared between reading and drawing.
final class WatchModel: Sendable {
    /// What is drawn at one moment.
    ///
    /// Not the progress itself: as long as a second copy is held, the next event would make a true one of a million jobs.
    struct Snapshot: Sendable {
        var campaign: String
        var total, ended, activated, attempts: Int
        var counts: [ActivationState: Int]
        var codes: [String: CampaignProgress.CodeCount]
        var elapsed: Duration
        /// Jobs that end in a second; nil as long as too little has happened since the watching began.
        var rate: Double?
        /// How many events did not fit their routing keys.
        var passedOver: Int
        /// Whether the campaign is complete and no event of it has come for a moment.
        var isSettled: Bool
    }

    private struct State {
        var progress: CampaignProgress
        var lastEvent = ContinuousClock.now
        var rate = EndRate(since: .now)
        var passedOver = 0
    }

    private let started = ContinuousClock.now
    private let state: Mutex<State>

    init(_ progress: CampaignProgress) {
        state = Mutex(State(progress: progress))
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

    /// Counts an event that does not fit its routing key.
    func passOver() { state.withLock { $0.passedOver += 1 } }

    /// How many events did not fit their routing keys.
    var passedOver: Int { state.withLock { $0.passedOver } }

    /// All that is known; for the end, when nothing comes in any more.
    var progress: CampaignProgress { state.withLock { $0.progress } }

    /// How it stands.
    var snapshot: Snapshot {
        let now = ContinuousClock.now
        return state.withLock { state in
            let progress = state.progress
            return Snapshot(
                campaign: progress.campaign,
                total: progress.total,
                ended: progress.ended,
                activated: progress.activated,
                attempts: progress.attempts,
                counts: progress.counts,
                codes: progress.codes,
                elapsed: now - started,
                rate: state.rate.perSecond(now: .now),
                passedOver: state.passedOver,
                isSettled: progress.isComplete && now - state.lastEvent > .milliseconds(500)
            )
        }
    }
}
