internal import ActivationDomain

/// How fast a campaign goes and when it will be over, from the number of jobs that ended in each of the last minutes.
///
/// The middle of the minutes counts, not their mean: a burst at the beginning, when everything that was on answers at
/// once, must not promise too much, and a pause must not make it endless.
struct Pace {
    /// How many minutes are looked at.
    static let minutes = 30
    /// How much must be done before anything is said.
    static let leastShare = 0.05

    /// After how many whole minutes without an end nothing is foretold any more.
    static let pause = 2

    let endedPerMinute: [Int]
    let campaign: CampaignFacts
    /// Whether no worker that was heard of is heard any more, or the board has no broker that takes messages.
    var isAbandoned = false
    let now: Timestamp

    func facts(nextDue: Timestamp?, lastDue: Timestamp?) -> PaceFacts {
        let rate = perMinute
        return PaceFacts(
            endedPerMinute: endedPerMinute,
            perMinute: rate,
            expectedEnd: expectedEnd(rate, lastDue: lastDue),
            nextDue: nextDue,
            lastDue: lastDue
        )
    }

    /// By the minutes from the first in which a job ended to the last whole one; of the running minute its part.
    private var perMinute: Double? {
        guard !isAbandoned, let first = endedPerMinute.firstIndex(where: { $0 > 0 }),
            endedPerMinute.suffix(Pace.pause + 1).contains(where: { $0 > 0 })
        else { return nil }
        let whole = endedPerMinute[first..<(endedPerMinute.count - 1)].sorted()
        guard !whole.isEmpty else {
            // The first minute: its part tells, once there is enough of it.
            let seconds = Double(now.microseconds % 60_000_000) / 1e6
            return seconds >= 5 ? Double(endedPerMinute[endedPerMinute.count - 1]) * 60 / seconds : nil
        }
        let middle = whole.count / 2
        let median =
            whole.count.isMultiple(of: 2) ? Double(whole[middle - 1] + whole[middle]) / 2 : Double(whole[middle])
        return median > 0 ? median : nil
    }

    private func expectedEnd(_ rate: Double?, lastDue: Timestamp?) -> Timestamp? {
        let counts = campaign.counts
        guard let rate, !campaign.isComplete, Double(counts.ended) >= Pace.leastShare * Double(campaign.total) else {
            return nil
        }
        // What waits is not held up by the pace but by its time; what is left at the end is over when the last is due.
        let atHand = Double(campaign.total - counts.ended - counts.waiting)
        let atPace = now.advanced(by: .seconds(atHand / rate * 60))
        return max(atPace, lastDue ?? atPace)
    }
}
