internal import ActivationDomain
internal import BoardProjection

extension OverviewPage {
    /// What waits, and until when.
    func fillWaiting(_ view: inout View, _ campaign: CampaignFacts, _ pace: PaceFacts) async throws {
        let count = campaign.counts.waiting
        let (width, stretches) = try await context.reader.due(in: campaign.name)
        guard count > 0, let first = pace.nextDue, let last = pace.lastDue else { return }
        let next = try await context.reader
            .waiting(in: campaign.name, BoardFilter(), limit: OverviewPage.mostDue)
        let values = ["first": Texts.utc(first), "last": Texts.utc(last)]
        let waiting = PageContext.jobs(campaign.name).adding("state", StateGroup.waiting.states.map(\.rawValue))
        view["waits"] =
            [
                "count": texts.number(count), "columns": columns(stretches),
                "chartLabel": texts("waits.chart", count: count, values), "firstAt": texts.time(first),
                "lastAt": texts.time(last),
                "widthText": texts("waits.width", ["duration": texts.duration(width)]),
                "next": next.rows.map(row), "href": waiting.text,
            ] as View
    }

    private func columns(_ stretches: [DueFacts]) -> [View] {
        let most = stretches.map(\.count).max() ?? 0
        // Few columns are not drawn as walls.
        let places = max(12, stretches.count)
        return stretches.enumerated().filter { $0.element.count > 0 }.map { index, stretch in
            // What is there at all is to be seen.
            let height = max(4, stretch.count * 100 / max(1, most))
            return [
                "x": Percent.text(index * 10 + 1, of: places * 10), "width": Percent.text(8, of: places * 10),
                "y": "\(100 - height)", "height": "\(height)",
                "title": texts("waits.column", count: stretch.count, ["time": Texts.utc(stretch.from)]),
            ]
        }
    }

    private func row(_ job: JobFacts) -> View {
        [
            "id": job.id, "computer": job.computer, "computerHref": PageContext.computer(job.computer),
            "product": job.product, "trouble": job.error.map(texts.title) ?? texts("state." + job.state.rawValue),
            "nextAt": texts.time(job.nextAt),
        ]
    }
}
