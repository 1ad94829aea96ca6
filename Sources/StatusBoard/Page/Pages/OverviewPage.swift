internal import ActivationDomain
internal import BoardProjection

/// How a campaign stands: what the person in charge looks at first.
struct OverviewPage {
    let context: PageContext

    /// How many of each are on the page; the rest is behind links.
    static let mostLabs = 200
    static let mostDue = 6

    var texts: Texts { context.texts }

    func content() async throws -> PageContent {
        let campaigns = try await context.reader.campaigns()
        guard let campaign = try await context.campaign() else { return try await empty() }
        let pace = try await context.reader.pace(of: campaign, now: context.now)
        let notices = try await BoardNotices(context, campaign: campaign)
        let headline = Headline(campaign: campaign, pace: pace, now: context.now, texts: texts)
        var view: View = [
            "notices": notices.view(texts), "campaign": campaign.name, "choice": choice(campaigns, campaign),
            "headline": headline.text, "eta": headline.eta,
        ]
        fillProgress(&view, campaign)
        view["healthFacts"] = healthFacts(notices, pace, campaign)
        view["licenceFacts"] = try await licenceFacts(campaign)
        let alarms = AlarmRows(alarms: try await context.reader.alarms(), now: context.now)
        alarms.fill(&view, alarms.current, texts)
        try await fillProblems(&view, campaign)
        try await fillWaiting(&view, campaign, pace)
        try await fillLabs(&view, campaign)
        let rejections = try await context.reader.rejections()
        if !rejections.isEmpty {
            view["rejected"] = ["count": texts.number(rejections.reduce(0) { $0 + $1.count })] as View
        }
        return PageContent(title: "\(headline.short) · \(campaign.name)", template: "overview", view: view)
    }

    private func empty() async throws -> PageContent {
        let notices = try await BoardNotices(context, campaign: nil)
        return PageContent(
            title: texts("empty.title"),
            template: "empty",
            view: ["notices": notices.view(texts)]
        )
    }

    private func choice(_ campaigns: [CampaignFacts], _ chosen: CampaignFacts) -> View? {
        guard campaigns.count > 1 else { return nil }
        let options = campaigns.map { ["name": $0.name, "isChosen": $0.name == chosen.name] as View }
        return ["options": options]
    }

    private func fillProgress(_ view: inout View, _ campaign: CampaignFacts) {
        let bar = StackedBar(counts: campaign.counts, total: campaign.total)
        view["bar"] = bar.view(texts)
        view["legend"] = StateGroup.allCases.map { group in
            let link = PageContext.jobs(campaign.name).adding("state", group.states.map(\.rawValue))
            return [
                "kind": group.rawValue, "word": texts("group." + group.rawValue),
                "count": texts.number(bar.count(group)), "href": link.text,
            ] as View
        }
    }
}
