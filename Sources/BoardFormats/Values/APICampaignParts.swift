internal import ActivationDomain
package import BoardProjection

/// A lab of a campaign.
package struct APILab: APIValue {
    var site: String
    var lab: String
    var counts: APICounts

    init(_ facts: LabFacts) {
        site = facts.site
        lab = facts.lab
        counts = APICounts(facts.counts)
    }

    package static let schemaName = "Lab"
    package static let schema = APISchema(
        "A lab of a campaign.",
        .always("site", .text),
        .always("lab", .text),
        .always("counts", .reference(APICounts.self))
    )
}

/// The labs of a campaign.
package struct APILabs: APIValue {
    var labs: [APILab]

    package init(_ labs: [LabFacts]) { self.labs = labs.map(APILab.init) }

    package static let schemaName = "Labs"
    package static let schema = APISchema(
        "The labs of a campaign.",
        .always("labs", .list(of: APILab.self), "By site and name.")
    )
}

/// What keeps jobs of a campaign from being active.
package struct APIProblemGroup: APIValue {
    var error: APIError
    var ended: Int
    var open: Int
    var labs: Int
    var firstAt: APITime
    var lastAt: APITime

    init(_ facts: ProblemFacts) {
        error = APIError(facts.error)
        ended = facts.ended
        open = facts.open
        labs = facts.labs
        firstAt = APITime(facts.firstAt)
        lastAt = APITime(facts.lastAt)
    }

    package static let schemaName = "ProblemGroup"
    package static let schema = APISchema(
        "Jobs of a campaign that share the code that decides and are not active.",
        .always("error", .reference(APIError.self)),
        .always("ended", .count, "Ended without success."),
        .always("open", .count, "Will be tried again, or are being tried."),
        .always("labs", .count, "Labs that have such jobs."),
        .always("firstAt", .time),
        .always("lastAt", .time)
    )
}

/// Everything that keeps jobs of a campaign from being active.
package struct APIProblemGroups: APIValue {
    var problems: [APIProblemGroup]

    package init(_ problems: [ProblemFacts]) { self.problems = problems.map(APIProblemGroup.init) }

    package static let schemaName = "ProblemGroups"
    package static let schema = APISchema(
        "What keeps jobs from being active.",
        .always("problems", .list(of: APIProblemGroup.self), "What has ended first, then by number.")
    )
}

/// Waiting jobs that are due within a stretch of time.
package struct APIStretch: APIValue {
    var from: APITime
    var count: Int

    init(_ facts: DueFacts) {
        from = APITime(facts.from)
        count = facts.count
    }

    package static let schemaName = "Stretch"
    package static let schema = APISchema(
        "Waiting jobs that are due within a stretch of time.",
        .always("from", .time),
        .always("count", .count)
    )
}

/// When waiting jobs are due.
package struct APIDue: APIValue {
    var widthSeconds: Int
    var stretches: [APIStretch]

    package init(width: Duration, _ stretches: [DueFacts]) {
        widthSeconds = Int(width.components.seconds)
        self.stretches = stretches.map(APIStretch.init)
    }

    package static let schemaName = "Due"
    package static let schema = APISchema(
        "When waiting jobs are due, in equal stretches of whole minutes.",
        .always("widthSeconds", .count, "How long each stretch is."),
        .always("stretches", .list(of: APIStretch.self), "The next first; none when no job waits.")
    )
}
