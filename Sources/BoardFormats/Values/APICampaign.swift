internal import ActivationDomain
package import BoardProjection

/// A campaign as a whole.
package struct APICampaign: APIValue {
    var campaign: String
    var total: Int
    var counts: APICounts
    var unheard: Int
    var attempts: Int
    var superseded: Int
    var isComplete: Bool
    var firstAt: APITime
    var lastAt: APITime

    package init(_ facts: CampaignFacts) {
        campaign = facts.name
        total = facts.total
        counts = APICounts(facts.counts)
        unheard = facts.unheard
        attempts = facts.attempts
        superseded = facts.superseded
        isComplete = facts.isComplete
        firstAt = APITime(facts.firstAt)
        lastAt = APITime(facts.lastAt)
    }

    package static let schemaName = "Campaign"
    package static let schema = APISchema(
        "A campaign; the newest round of each computer and product counts.",
        .always("campaign", .text),
        .always("total", .count, "Its jobs, as far as known: announced, or named by events."),
        .always("counts", .reference(APICounts.self)),
        .always("unheard", .count, "Jobs of which nothing has been told yet."),
        .always("attempts", .count, "Attempts that were begun."),
        .always("superseded", .count, "Jobs whose place a newer round has taken."),
        .always("isComplete", .truth, "Whether all its jobs have ended."),
        .always("firstAt", .time, "When it was first heard of."),
        .always("lastAt", .time, "When it was last heard of.")
    )
}

/// All campaigns.
package struct APICampaigns: APIValue {
    var campaigns: [APICampaign]

    package init(_ campaigns: [CampaignFacts]) { self.campaigns = campaigns.map(APICampaign.init) }

    package static let schemaName = "Campaigns"
    package static let schema = APISchema(
        "All campaigns.",
        .always("campaigns", .list(of: APICampaign.self), "The one that was last heard of first.")
    )
}

/// How a campaign goes on.
package struct APIPace: APIValue {
    var endedPerMinute: [Int]
    var perMinute: Double?
    var expectedEnd: APITime?
    var nextDue: APITime?
    var lastDue: APITime?

    init(_ facts: PaceFacts) {
        endedPerMinute = facts.endedPerMinute
        perMinute = facts.perMinute
        expectedEnd = APITime(facts.expectedEnd)
        nextDue = APITime(facts.nextDue)
        lastDue = APITime(facts.lastDue)
    }

    package static let schemaName = "Pace"
    package static let schema = APISchema(
        "How a campaign goes on.",
        .always(
            "endedPerMinute",
            ["type": "array", "items": .count],
            "Jobs that ended in each of the last minutes, the oldest first, the running minute last."
        ),
        .sometimes("perMinute", .number, "Jobs that end in a minute; left out while nothing can be said."),
        .sometimes(
            "expectedEnd",
            .time,
            "When the last job will have ended if it goes on so; left out before 5 % are done."
        ),
        .sometimes("nextDue", .time, "When the next waiting job is due."),
        .sometimes("lastDue", .time, "When the last waiting job is due.")
    )
}

/// A campaign, how it goes on, and the jobs that were asked for.
package struct APICampaignDetail: APIValue {
    var campaign: APICampaign
    var pace: APIPace
    var selection: APICounts

    package init(_ campaign: CampaignFacts, _ pace: PaceFacts, selection: StateCounts) {
        self.campaign = APICampaign(campaign)
        self.pace = APIPace(pace)
        self.selection = APICounts(selection)
    }

    package static let schemaName = "CampaignDetail"
    package static let schema = APISchema(
        "A campaign and how it goes on.",
        .always("campaign", .reference(APICampaign.self)),
        .always("pace", .reference(APIPace.self)),
        .always("selection", .reference(APICounts.self), "The jobs that the filter lets through; all without one.")
    )
}
