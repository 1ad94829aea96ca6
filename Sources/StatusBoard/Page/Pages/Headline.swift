internal import ActivationDomain
internal import BoardProjection

/// How a campaign stands, and how long it will take, in words.
struct Headline {
    let campaign: CampaignFacts
    let pace: PaceFacts
    let now: Timestamp
    let texts: Texts

    private var counts: StateCounts { campaign.counts }

    var text: String {
        guard campaign.total > 0 else { return texts("headline.none") }
        let active = ["active": texts.number(counts.activated)]
        var parts: [String] = []
        if campaign.isComplete {
            if counts.activated == campaign.total { return texts("headline.all", count: campaign.total) }
            parts.append(texts("headline.over", count: campaign.total, active))
        } else {
            parts.append(texts("headline.active", count: campaign.total, active))
        }
        func add(_ key: String, _ count: Int) {
            if count > 0 { parts.append(texts(key, count: count)) }
        }
        add("headline.waiting", counts.waiting)
        // Before anything has ended, what has begun is the news.
        if counts.ended == 0 { add("headline.running", counts.running) }
        if counts.total == counts.queued { add("headline.queued", campaign.total) }
        add("headline.needs", counts.needsPerson)
        return parts.joined(separator: texts("headline.separator")) + texts("headline.stop")
    }

    /// What the title of a tab has room for.
    var short: String {
        guard campaign.total > 0 else { return "0 %" }
        return "\(counts.activated * 100 / campaign.total) %"
    }

    var eta: View? {
        guard campaign.total > 0 else { return nil }
        if campaign.isComplete {
            let end = campaign.endedAt ?? campaign.lastAt
            let took = end.since(campaign.firstAt)
            return ["text": texts("eta.took", ["duration": texts.duration(took)]), "at": texts.time(end)]
        }
        guard let end = pace.expectedEnd else {
            let isEarly =
                Double(counts.ended) < 0.05 * Double(campaign.total)
                || (pace.perMinute == nil && pace.endedPerMinute.suffix(3).contains { $0 > 0 })
            if isEarly { return counts.ended > 0 ? ["text": texts("eta.early"), "at": nil] : nil }
            // When all that is left waits, the last one's time is known at least.
            guard let last = pace.lastDue, counts.waiting == campaign.total - counts.ended else {
                return ["text": texts("eta.still"), "at": nil]
            }
            return ["text": texts("eta.due"), "at": texts.time(last)]
        }
        let left = end.since(now)
        let text =
            left < .seconds(60) ? texts("eta.soon") : texts("eta.left", ["duration": texts.duration(left)])
        return ["text": text, "at": nil]
    }
}
