internal import ActivationDomain
internal import BoardProjection

/// What the reader of any page must know first: that what it shows may be old, or that nothing moves.
struct BoardNotices {
    /// How long jobs may run without any news before that is said.
    static let stallSilence = Duration.seconds(120)
    let vitals: BoardVitals?
    let roster: WorkerRoster
    let position: PositionFacts
    /// The campaign that is looked at.
    let campaign: CampaignFacts?
    let isCaughtUp: Bool
    /// Why the board cannot write what it hears; nil while it can.
    let outage: WriteOutage.Cause?
    /// When the waiting job was due that waits longest for more than its time; nil when none does.
    let oldestDue: Timestamp?
    let now: Timestamp

    init(_ context: PageContext, campaign: CampaignFacts?) async throws {
        now = context.now
        vitals = try await context.reader.vitals()
        roster = try await context.reader.roster(now: now)
        oldestDue = try await context.pastDue(of: campaign)
        position = try await context.reader.position()
        outage = context.reader.outage?.cause
        isCaughtUp = context.source.progress.isCaughtUp && outage == nil
        self.campaign = campaign
    }

    private func isOlder(_ time: Timestamp?, than limit: Duration) -> Bool {
        time.map { now.since($0) > limit } ?? false
    }

    func view(_ texts: Texts) -> View? {
        let rows = ofBoard(texts) + ofWorkers(texts)
        return rows.isEmpty ? nil : ["rows": rows]
    }

    private func row(
        _ texts: Texts,
        _ key: String,
        _ values: [String: String] = [:],
        text: String? = nil,
        isBad: Bool = true,
        at time: Timestamp?
    ) -> View {
        [
            "kind": isBad ? "bad" : "warn", "icon": isBad ? "needs" : "info", "title": texts(key + ".title"),
            "text": text ?? texts(key, values), "at": texts.time(time),
        ]
    }

    /// Whether the board hears workers.
    var hearsWorkers: Bool { outage == nil && vitals?.hearsWorkers(now: now) ?? false }

    private func ofBoard(_ texts: Texts) -> [View] {
        switch outage {
        case .full: return [row(texts, "notice.full", at: vitals?.writtenAt)]
        case .held: return [row(texts, "notice.held", at: vitals?.writtenAt)]
        case nil: break
        }
        guard let vitals else { return [row(texts, "notice.never", isBad: false, at: nil)] }
        let detail = ["detail": vitals.brokerDetail]
        if vitals.isOld(now: now) { return [row(texts, "notice.stale", at: vitals.writtenAt)] }
        switch vitals.broker {
        case "connected": break
        case "blocked": return [row(texts, "notice.blocked", detail, at: vitals.brokerSince)]
        default:
            let text = vitals.brokerDetail.isEmpty ? texts("notice.lost") : texts("notice.lost.why", detail)
            return [row(texts, "notice.lost", text: text, at: vitals.brokerSince)]
        }
        return isCaughtUp ? [] : [row(texts, "notice.behind", isBad: false, at: position.lastEventAt)]
    }

    private func ofWorkers(_ texts: Texts) -> [View] {
        // Without the broker, and while it takes no messages, no worker is heard, whatever it does.
        guard let campaign, !campaign.isComplete, hearsWorkers else { return [] }
        guard !roster.speaking.isEmpty else { return [row(texts, "notice.noworker", at: nil)] }
        var rows = held(texts, "notice.workerblocked") { $0 == "blocked" }
        rows += held(texts, "notice.workerlost") { $0 == "connecting" || $0 == "closed" }
        if !roster.silent.isEmpty {
            rows.append(named(texts, "notice.workersilent", roster.silent, at: roster.silent.map(\.seenAt).max()))
        }
        if isCaughtUp, let oldestDue { rows.append(row(texts, "notice.overdue", isBad: false, at: oldestDue)) }
        guard rows.isEmpty, isCaughtUp, isOlder(position.lastEventAt, than: BoardNotices.stallSilence) else {
            return rows
        }
        let running = campaign.counts.running
        let queued = campaign.counts.queued + campaign.unheard
        if running > 0 {
            let values = ["n": texts.number(running)]
            return [row(texts, "notice.stalled", values, at: position.lastEventAt)]
        }
        return queued > 0 ? [row(texts, "notice.idle", at: position.lastEventAt)] : []
    }

    private func held(_ texts: Texts, _ key: String, _ isSuch: (String) -> Bool) -> [View] {
        let such = roster.speaking.filter { isSuch($0.consuming) || isSuch($0.publishing) }
        return such.isEmpty ? [] : [named(texts, key, such, at: nil)]
    }

    private func named(_ texts: Texts, _ key: String, _ workers: [WorkerFacts], at time: Timestamp?) -> View {
        let names = workers.prefix(5).map { "\($0.name) (\($0.host))" }.joined(separator: texts("headline.separator"))
        return [
            "kind": "bad", "icon": "needs", "title": texts(key + ".title", count: workers.count),
            "text": names + (workers.count > 5 ? " …" : ""), "at": texts.time(time),
        ]
    }
}

extension PageContext {
    /// When the job of a campaign was due that has waited longest for more than its time.
    fileprivate func pastDue(of campaign: CampaignFacts?) async throws -> Timestamp? {
        guard let campaign, !campaign.isComplete else { return nil }
        return PaceFacts.overdue(try await reader.backlog(of: campaign.name).nextDue, now: now)
    }
}
