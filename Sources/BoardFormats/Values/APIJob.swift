internal import ActivationDomain
package import BoardProjection

/// A job in a list.
package struct APIJob: APIValue {
    var job: String
    var campaign: String
    var round: Int
    var computer: String
    var site: String
    var lab: String
    var product: String
    var state: String
    var attempt: Int
    var error: APIError?
    var exhausted: Bool
    var nextAttemptAt: APITime?
    var enrolledAt: APITime?
    var changedAt: APITime
    var endedAt: APITime?

    package init(_ facts: JobFacts) {
        job = facts.id
        campaign = facts.campaign
        round = facts.round
        computer = facts.computer
        site = facts.site
        lab = facts.lab
        product = facts.product
        state = facts.state.rawValue
        attempt = facts.attempt
        error = facts.error.map(APIError.init)
        exhausted = facts.isExhausted
        nextAttemptAt = APITime(facts.nextAt)
        enrolledAt = APITime(facts.enrolledAt)
        changedAt = APITime(facts.changedAt)
        endedAt = APITime(facts.endedAt)
    }

    package static let schemaName = "Job"
    package static let schema = APISchema(
        "One product on one computer that is to be activated; its members are called as in the events.",
        .always("job", .text, "The job's id."),
        .always("campaign", .text),
        .always("round", .count),
        .always("computer", .text),
        .always("site", .text),
        .always("lab", .text),
        .always("product", .text, "A key of the product catalogue."),
        .always("state", .oneOf(ActivationState.allCases.map(\.rawValue))),
        .always("attempt", .count, "The attempt that the state belongs to; 0 where none is known yet."),
        .sometimes("error", .reference(APIError.self), "What kept the last attempt from success."),
        .always("exhausted", .truth, "Whether it failed because its attempts are used up."),
        .sometimes("nextAttemptAt", .time, "When a waiting job is due."),
        .sometimes("enrolledAt", .time),
        .always("changedAt", .time, "When its state was last told."),
        .sometimes("endedAt", .time)
    )
}

/// A part of a list of jobs.
package struct APIJobs: APIValue {
    var jobs: [APIJob]
    var next: String?

    package init(_ jobs: [JobFacts], next: String?) {
        self.jobs = jobs.map(APIJob.init)
        self.next = next
    }

    package static let schemaName = "Jobs"
    package static let schema = APISchema(
        "A part of a list of jobs.",
        .always("jobs", .list(of: APIJob.self)),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}
