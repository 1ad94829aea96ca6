internal import ActivationDomain
internal import BoardProjection

/// The jobs of a campaign that a filter lets through.
struct JobsPage {
    let context: PageContext

    private var texts: Texts { context.texts }
    private var address: PageAddress { context.address }

    func content() async throws -> PageContent {
        guard let campaign = try await context.campaign() else {
            return try await OverviewPage(context: context).content()
        }
        let filter = self.filter
        let counts = try await context.reader.counts(of: campaign.name, filter)
        let page = try await rows(campaign.name, filter)
        var view: View = [
            "notices": try await BoardNotices(context, campaign: campaign).view(texts),
            "count": texts("jobs.count", count: counts.total), "order": isByDue ? texts("jobs.bydue") : nil,
            "isFiltered": !filter.isEmpty, "clear": PageContext.jobs(campaign.name).text,
            "csv": ListFile.jobs(campaign.name, filter, isByDue: isByDue, texts.language),
            "hasRows": !page.rows.isEmpty, "rows": page.rows.map(row), "pager": pager(page.next),
        ]
        try await fillChoices(&view, campaign.name, filter)
        return PageContent(title: texts("page.jobs") + " · " + campaign.name, template: "jobs", view: view)
    }

    private var filter: BoardFilter {
        var filter = BoardFilter()
        filter.site = address["site"]
        filter.lab = address["lab"]
        filter.product = address["product"]
        filter.code = address["code"]
        filter.states = Set(address.all("state").compactMap(ActivationState.init))
        return filter
    }

    /// Of jobs that all wait, the next due comes first.
    private var isByDue: Bool {
        let states = filter.states
        return !states.isEmpty && states.isSubset(of: StateGroup.waiting.states)
    }

    private func rows(_ campaign: String, _ filter: BoardFilter) async throws -> BoardPage<JobFacts> {
        let key = context.key()
        return isByDue
            ? try await context.reader.waiting(in: campaign, filter, after: key, limit: PageContext.rows)
            : try await context.reader.jobs(of: campaign, filter, after: key, limit: PageContext.rows)
    }

    private func row(_ job: JobFacts) -> View {
        [
            "id": job.id, "computer": job.computer, "computerHref": PageContext.computer(job.computer),
            "site": job.site, "lab": job.lab, "product": job.product, "sign": texts.sign(job.state),
            "attempt": texts.number(job.attempt),
            "trouble": job.state == .activated ? nil : texts.trouble(job.error), "nextAt": texts.time(job.nextAt),
            "changedAt": texts.time(job.changedAt),
        ]
    }

    private func pager(_ next: BoardKey?) -> View? { texts.pager(address, "after", next) }
}

extension Texts {
    /// Links to the rest of a list, and back to its beginning; nil when all is shown.
    func pager(_ address: PageAddress, _ name: String, _ next: BoardKey?, anchor: String = "") -> View? {
        let isFurther = address[name] != nil
        guard next != nil || isFurther else { return nil }
        let plain = address.plain
        return [
            "label": self("pager.label"), "first": isFurther ? plain.with(name, nil).text + anchor : nil,
            "next": next.map { plain.with(name, $0.text).text + anchor },
            "nextText": self("pager.next", count: PageContext.rows),
        ]
    }
}
