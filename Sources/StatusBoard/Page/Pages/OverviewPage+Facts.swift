internal import ActivationDomain
internal import BoardProjection

extension OverviewPage {
    /// Broker, workers and speed, in a line.
    func healthFacts(_ notices: BoardNotices, _ pace: PaceFacts, _ campaign: CampaignFacts) -> [View] {
        var facts: [View] = []
        func add(_ text: String, isGood: Bool) {
            facts.append(["kind": isGood ? "good" : "bad", "icon": isGood ? "active" : "needs", "text": text])
        }
        if let broker = notices.vitals?.broker {
            add(texts("fact.broker", [:]), isGood: broker == "connected")
            if broker != "connected" { facts = [] }
        }
        let workers = notices.roster.speaking
        if workers.isEmpty {
            // Without the broker nobody is heard.
            if !campaign.isComplete, notices.hearsWorkers {
                add(texts("fact.noworker"), isGood: false)
            }
        } else {
            let values = [
                "running": texts.number(workers.reduce(0) { $0 + $1.running }),
                "slots": texts.number(workers.reduce(0) { $0 + $1.slots }),
            ]
            add(texts("fact.workers", count: workers.count, values), isGood: true)
        }
        if let rate = pace.perMinute, !campaign.isComplete, rate >= 1 {
            facts.append([
                "kind": "plain", "icon": "info", "text": texts("fact.pace", count: Int(min(rate, 1e12).rounded())),
            ])
        }
        return facts
    }

    /// Licences that end soon and computers not heard of, where there are any; the latter when the campaign is over, since
    /// before that nobody has tried to reach them all.
    func licenceFacts(_ campaign: CampaignFacts) async throws -> [View] {
        let (configuration, now) = (context.source.configuration, context.now)
        let ending =
            try await context.reader
            .expiringCounts(before: [now.advanced(by: configuration.expiryWarning)]).first ?? 0
        let silent = try await context.reader.silentCount(since: now.advanced(by: .zero - configuration.silentAfter))
        var facts: [View] = []
        func add(_ key: String, _ count: Int, _ duration: Duration, _ place: String) {
            guard count > 0 else { return }
            let text = texts(key, count: count, ["duration": texts.duration(duration)])
            facts.append(["kind": "warn", "icon": "waiting", "href": "/licences#" + place, "text": text])
        }
        add("fact.licences", ending, configuration.expiryWarning, "ending")
        add("fact.silent", campaign.isComplete ? silent : 0, configuration.silentAfter, "silent")
        return facts
    }
}
