package import ActivationDomain
package import ActivationPipeline

/// How the jobs of something stand: a campaign, a lab, a product.
package struct StateCounts: Sendable, Hashable {
    /// Jobs by state; a state without jobs is not in it.
    package var byState: [ActivationState: Int] = [:]

    /// Makes counts of nothing.
    package init() {}

    package subscript(state: ActivationState) -> Int { byState[state] ?? 0 }
    package var total: Int { byState.values.reduce(0, +) }
    package var ended: Int { byState.reduce(0) { $1.key.isLast ? $0 + $1.value : $0 } }
    package var activated: Int { self[.activated] }
    /// Waits for its next attempt.
    package var waiting: Int { self[.deferred] + self[.parked] }
    /// Waits for its first attempt.
    package var queued: Int { self[.enrolled] }
    package var running: Int { self[.running] }
    /// Has ended and is not active: a person must act.
    package var needsPerson: Int { ended - activated }
}

/// A campaign as a whole.
package struct CampaignFacts: Sendable, Hashable {
    package var name: String
    /// The number of jobs, as far as known: announced, or named by events.
    package var total: Int
    package var counts: StateCounts
    /// Attempts that were begun.
    package var attempts: Int
    /// Jobs whose place a newer round has taken.
    package var superseded: Int
    package var firstAt: Timestamp
    package var lastAt: Timestamp
    /// When the last of the jobs that have ended did.
    package var endedAt: Timestamp?
    /// Jobs of which nothing has been told yet count as not begun.
    package var unheard: Int { max(0, total - counts.total) }
    package var isComplete: Bool { counts.ended >= total }
}

/// How a campaign goes on.
package struct PaceFacts: Sendable, Hashable {
    /// Jobs that ended in each of the last minutes, the oldest first, the running minute last.
    package var endedPerMinute: [Int]
    /// Jobs that end in a minute, by the middle of the last minutes in which any did; nil while nothing can be said.
    package var perMinute: Double?
    /// When the last job will have ended if it goes on so; nil when that cannot be said, as before 5 % are done.
    package var expectedEnd: Timestamp?
    /// The next and the last time at which a waiting job is due; nil when none waits.
    package var nextDue: Timestamp?
    package var lastDue: Timestamp?

    /// How long a waiting job may be due before that is said.
    package static let lateness = Duration.seconds(120)

    /// When the job was due that has waited longest for more than its time; nil when none has.
    package static func overdue(_ nextDue: Timestamp?, now: Timestamp) -> Timestamp? {
        nextDue.flatMap { now.since($0) > lateness ? $0 : nil }
    }
}

/// A lab of a campaign.
package struct LabFacts: Sendable, Hashable {
    package var site: String
    package var lab: String
    package var counts: StateCounts
}

/// Jobs of a campaign that share the code that decides and are not active.
package struct ProblemFacts: Sendable, Hashable {
    package var error: ErrorFacts
    /// Ended without success.
    package var ended: Int
    /// Will be tried again, or is being tried.
    package var open: Int
    /// Labs that have such jobs.
    package var labs: Int
    package var firstAt: Timestamp
    package var lastAt: Timestamp
}

/// What a code means, as the events have it.
package struct ErrorFacts: Sendable, Hashable {
    package var code: String
    package var symbol: String?
    package var errorClass: String
    package var title: LocalizedText
    package var advice: LocalizedText
}

/// A job in a list.
package struct JobFacts: Sendable, Hashable {
    package var id: String
    package var campaign: String
    package var computer: String
    package var site: String
    package var lab: String
    package var product: String
    package var round: Int
    package var state: ActivationState
    package var attempt: Int
    package var error: ErrorFacts?
    package var isExhausted: Bool
    package var nextAt: Timestamp?
    package var enrolledAt: Timestamp?
    package var changedAt: Timestamp
    package var endedAt: Timestamp?
}

/// A computer, with what is known of its licences.
package struct ComputerFacts: Sendable, Hashable {
    package var name: String
    package var address: String
    package var assetTag: String
    package var channel: String
    package var site: String
    package var lab: String
    /// When the computer itself last answered a worker; nil for never.
    package var heardAt: Timestamp?
    package var licences: [LicenceFacts]
}

/// A licence as a computer reported it.
package struct LicenceFacts: Sendable, Hashable {
    package var product: String
    package var status: String
    /// Nil for one without an end, or that is not active.
    package var expiresAt: Timestamp?
    package var kmsHost: String?
    package var readAt: Timestamp
}

/// A licence in the list of those that end soon.
package struct ExpiryFacts: Sendable, Hashable {
    package var computer: String
    package var site: String
    package var lab: String
    package var licence: LicenceFacts
}

/// A job's story.
package struct JobStory: Sendable, Hashable {
    package var job: JobFacts
    /// Whether it is the newest round.
    package var isCurrent: Bool
    /// The oldest first.
    package var attempts: [AttemptFacts]
}

/// An attempt of a job.
package struct AttemptFacts: Sendable, Hashable {
    package var number: Int
    package var state: ActivationState
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    package var nextAt: Timestamp?
    package var parks: Int
    package var error: ErrorFacts?
    /// The outer code, where another one decides.
    package var outerCode: String?
    package var milliseconds: Int?
    package var kmsHost: String?
    /// Who made it, such as `/rollcall/worker/w1`.
    package var source: String?
    package var evidence: ObservedEvidence?
}

/// A worker, as it last spoke of itself.
package struct WorkerFacts: Sendable, Hashable {
    /// How long one may be silent before it counts as gone; they speak every few seconds.
    package static let silence = Duration.seconds(60)

    package var name: String
    package var host: String
    package var version: String
    package var slots: Int
    package var running: Int
    package var waiting: Int
    /// `open`, `blocked`, `connecting` or `closed`: the connections that take jobs and that publish.
    package var consuming: String
    package var publishing: String
    package var seenAt: Timestamp
}

/// Something that concerns more than one job.
package struct AlarmFacts: Sendable, Hashable {
    /// Stays the same while the trouble repeats.
    package var id: String
    /// `kms-host`, `credential` or `broker`.
    package var kind: String
    package var subject: String
    package var error: ErrorFacts?
    package var detail: String
    package var firstAt: Timestamp
    package var lastAt: Timestamp
    /// When it ends by itself, or has ended.
    package var until: Timestamp?
    package var count: Int
}

/// A message that was no valid job.
package struct RejectionFacts: Sendable, Hashable {
    package var sha256: String
    package var reason: String
    package var detail: String
    package var queue: String
    package var firstAt: Timestamp
    package var lastAt: Timestamp
    package var count: Int
}

/// Waiting jobs of a campaign that are due within a stretch of time.
package struct DueFacts: Sendable, Hashable {
    package var from: Timestamp
    package var count: Int
}

/// The board itself.
package struct BoardVitals: Sendable, Hashable {
    /// `connected`, `blocked`, `refusing`, `lost`, and why.
    package var broker: String
    package var brokerDetail: String
    package var brokerSince: Timestamp
    package var startedAt: Timestamp
    /// When the board last wrote that it runs; long ago when it does not.
    package var writtenAt: Timestamp
    /// Whether all that the stream has is projected.
    package var isCaughtUp: Bool
}

/// How much has been read.
package struct PositionFacts: Sendable, Hashable {
    package var nextOffset: Int
    package var lastEventAt: Timestamp?
    package var events: Int
    package var repeats: Int
    /// Events that do not fit their routing keys, or are none.
    package var passedOver: Int
    /// Events that the stream had dropped before they were read.
    package var missed: Int
}
