import ActivationPipeline
import Synchronization

/// What a watcher has read so far, shared between reading and drawing.
final class WatchModel: Sendable {
    /// A copy of it at one moment.
    struct Snapshot: Sendable {
        var progress: CampaignProgress
        var elapsed: Duration
        /// Jobs that ended within the last ten seconds, a second.
        var rate: Double
        var sinceLastEvent: Duration

        /// Whether the campaign is complete and no event of it has come for a moment.
        var isSettled: Bool { progress.isComplete && sinceLastEvent > .milliseconds(500) }
    }

    private struct State {
        var progress: CampaignProgress
        var lastEvent: ContinuousClock.Instant
        /// Moments of the last ends, for the rate.
        var ends: [(ContinuousClock.Instant, Int)] = []
    }

    private let started = ContinuousClock.now
    private let state: Mutex<State>
    private static let rateWindow = Duration.seconds(10)

    init(_ progress: CampaignProgress) {
        state = Mutex(State(progress: progress, lastEvent: .now))
    }

    /// Takes an event in.
    func apply(_ event: ObservedEvent) {
        state.withLock { state in
            if state.progress.apply(event) { state.lastEvent = .now }
        }
    }

    /// How it stands.
    var snapshot: Snapshot {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.ends.append((now, state.progress.ended))
            state.ends.removeAll { now - $0.0 > WatchModel.rateWindow }
            var rate = 0.0
            if let first = state.ends.first, now > first.0 {
                rate = Double(state.progress.ended - first.1) / ((now - first.0) / .seconds(1))
            }
            return Snapshot(
                progress: state.progress,
                elapsed: now - started,
                rate: rate,
                sinceLastEvent: now - state.lastEvent
            )
        }
    }
}
