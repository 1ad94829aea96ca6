internal import ActivationDomain
internal import BoardProjection

extension OverviewPage {
    /// A row for each lab; of very many, those with most left to do.
    func fillLabs(_ view: inout View, _ campaign: CampaignFacts) async throws {
        let labs = try await context.reader.labs(of: campaign.name, BoardFilter())
        var shown = labs[...]
        if labs.count > OverviewPage.mostLabs {
            shown = labs.sorted { left($0) > left($1) }.prefix(OverviewPage.mostLabs)
        }
        view["labsFile"] = ListFile.labs(campaign.name)
        view["labCount"] = texts.number(labs.count)
        view["labs"] = shown.map { row($0, campaign) }
        view["moreLabs"] = labs.count > shown.count ? texts("labs.more", count: labs.count - shown.count) : nil
    }

    private func left(_ lab: LabFacts) -> Int { lab.counts.total - lab.counts.activated }

    private func row(_ lab: LabFacts, _ campaign: CampaignFacts) -> View {
        let counts = lab.counts
        let jobs = PageContext.jobs(campaign.name, site: lab.site, lab: lab.lab)
        var needs = cell(counts.needsPerson)
        if counts.needsPerson > 0 { needs["href"] = jobs.adding("state", StateGroup.needs.states.map(\.rawValue)).text }
        return [
            "anchor": Anchor.text(lab.site, lab.lab), "site": lab.site, "lab": lab.lab, "href": jobs.text,
            "bar": StackedBar(counts: counts, total: counts.total).view(texts), "active": cell(counts.activated),
            "running": cell(counts.running), "waiting": cell(counts.waiting), "needs": needs,
            "queued": cell(counts.queued), "total": texts.number(counts.total),
        ]
    }

    /// What is nothing steps back, so that the eye finds what is something.
    private func cell(_ count: Int) -> View { ["text": texts.number(count), "isZero": count == 0, "href": nil] }
}
