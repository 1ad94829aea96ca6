internal import ActivationDomain
internal import ActivationPipeline
package import BoardProjection

/// What was read from a computer beside its licence.
package struct APIEvidence: APIValue {
    var clockOffsetSeconds: Double?
    var timeZone: String?
    var detail: String?
    var eventRecordNumber: Int?
    var licences: String?
    var otherEditions: String?
    var mended: String?
    var system: String?
    var means: String?
    var contactedAddress: String?

    init(_ evidence: ObservedEvidence) {
        clockOffsetSeconds = evidence.clockOffsetSeconds
        timeZone = evidence.timeZone
        detail = evidence.detail
        eventRecordNumber = evidence.eventRecordNumber
        licences = evidence.licences
        otherEditions = evidence.otherEditions
        mended = evidence.mended
        system = evidence.system
        means = evidence.means
        contactedAddress = evidence.contactedAddress
    }

    package static let schemaName = "Evidence"
    package static let schema = APISchema(
        "What was read from a computer beside its licence, as in the events.",
        .sometimes("clockOffsetSeconds", .number, "The computer's clock less the worker's."),
        .sometimes("timeZone", .text),
        .sometimes("detail", .text, "What the computer or the network said, in its own words."),
        .sometimes("eventRecordNumber", ["type": "integer"], "The number of the event 12288 that gave the code."),
        .sometimes("licences", .text),
        .sometimes("otherEditions", .text),
        .sometimes("mended", .text),
        .sometimes("system", .text, "The version of Windows."),
        .sometimes("means", .text, "By what the computer was shown who asks."),
        .sometimes("contactedAddress", .text)
    )
}

/// An attempt of a job.
package struct APIAttempt: APIValue {
    var attempt: Int
    var state: String
    var startedAt: APITime?
    var endedAt: APITime?
    var nextAttemptAt: APITime?
    var parks: Int
    var error: APIError?
    var outerCode: String?
    var durationMilliseconds: Int?
    var kmsHost: String?
    var source: String?
    var evidence: APIEvidence?

    init(_ facts: AttemptFacts) {
        attempt = facts.number
        state = facts.state.rawValue
        startedAt = APITime(facts.startedAt)
        endedAt = APITime(facts.endedAt)
        nextAttemptAt = APITime(facts.nextAt)
        parks = facts.parks
        error = facts.error.map(APIError.init)
        outerCode = facts.outerCode
        durationMilliseconds = facts.milliseconds
        kmsHost = facts.kmsHost
        source = facts.source
        evidence = facts.evidence.map(APIEvidence.init)
    }

    package static let schemaName = "Attempt"
    package static let schema = APISchema(
        "An attempt of a job.",
        .always("attempt", .count, "Its number, from 1."),
        .always("state", .oneOf(ActivationState.allCases.map(\.rawValue)), "How it stands, or ended."),
        .sometimes("startedAt", .time),
        .sometimes("endedAt", .time),
        .sometimes("nextAttemptAt", .time, "When the job was due again."),
        .always("parks", .count, "How often the job was parked before it."),
        .sometimes("error", .reference(APIError.self)),
        .sometimes("outerCode", .text, "The code that only wraps the one that decides."),
        .sometimes("durationMilliseconds", .count, "How long the exchange with the computer took."),
        .sometimes("kmsHost", .text),
        .sometimes("source", .text, "Who made it, such as /rollcall/worker/w1."),
        .sometimes("evidence", .reference(APIEvidence.self))
    )
}

/// A job and its attempts.
package struct APIStory: APIValue {
    var job: APIJob
    var isCurrent: Bool
    var attempts: [APIAttempt]

    init(_ story: JobStory) {
        job = APIJob(story.job)
        isCurrent = story.isCurrent
        attempts = story.attempts.map(APIAttempt.init)
    }

    package static let schemaName = "Story"
    package static let schema = APISchema(
        "A job and its attempts.",
        .always("job", .reference(APIJob.self)),
        .always("isCurrent", .truth, "Whether it is the newest round."),
        .always("attempts", .list(of: APIAttempt.self), "The oldest first.")
    )
}

/// A computer and all that became of its jobs.
package struct APIComputerStory: APIValue {
    var computer: APIComputer
    var jobs: [APIStory]

    package init(_ computer: ComputerFacts, _ jobs: [JobStory]) {
        self.computer = APIComputer(computer)
        self.jobs = jobs.map(APIStory.init)
    }

    package static let schemaName = "ComputerStory"
    package static let schema = APISchema(
        "A computer and all that became of its jobs.",
        .always("computer", .reference(APIComputer.self)),
        .always("jobs", .list(of: APIStory.self), "The newest first, 200 at most.")
    )
}
