internal import ActivationDomain
internal import BoardProjection

/// The board itself, the broker, the workers, alarms and rejected messages.
struct HealthPage {
    let context: PageContext

    private var texts: Texts { context.texts }

    func content() async throws -> PageContent {
        let campaign = try await context.reader.campaigns().first
        let notices = try await BoardNotices(context, campaign: campaign)
        let rejections = try await context.reader.rejections()
        let hasWorkers = !(notices.roster.speaking + notices.roster.silent).isEmpty
        var view: View = [
            "notices": notices.view(texts), "facts": facts(notices),
            "workerCount": texts.number(notices.roster.speaking.count), "hasWorkers": hasWorkers,
            "noWorkers": texts(notices.hearsWorkers ? "workers.none" : "workers.unheard"),
            "workers": notices.roster.silent.map { row($0, isSilent: true) } + notices.roster.speaking.map { row($0) },
            "rejectedCount": texts.number(rejections.reduce(0) { $0 + $1.count }),
            "workersFile": ListFile.workers(), "alarmsFile": ListFile.alarms(texts.language),
            "rejectedFile": ListFile.rejections(), "hasRejected": !rejections.isEmpty, "rejected": rejections.map(row),
        ]
        let alarms = AlarmRows(alarms: try await context.reader.alarms(), now: context.now)
        alarms.fill(&view, alarms.alarms, try await OperatorViews(context, alarms: alarms.alarms))
        return PageContent(title: texts("health.title"), template: "health", view: view)
    }

    private func facts(_ notices: BoardNotices) -> [View] {
        var facts: [View] = []
        func add(_ key: String, _ value: String? = nil, sign: View? = nil, at time: Timestamp? = nil) {
            facts.append(["name": texts(key), "value": value, "sign": sign, "at": texts.time(time)])
        }
        if let vitals = notices.vitals {
            let key = "health.broker." + vitals.broker
            let group: StateGroup = vitals.broker == "connected" ? .active : .needs
            let word = texts.has(key) ? texts(key) : vitals.broker
            let sign: View = ["kind": group.rawValue, "icon": group.rawValue, "word": word]
            add("health.broker", vitals.brokerDetail.unlessEmpty, sign: sign)
            add("health.since", at: vitals.brokerSince)
            add("health.started", at: vitals.startedAt)
        }
        let group: StateGroup = notices.isCaughtUp ? .active : .running
        let word = texts(notices.isCaughtUp ? "health.caughtup.yes" : "health.caughtup.no")
        add("health.caughtup", sign: ["kind": group.rawValue, "icon": group.rawValue, "word": word])
        add("health.last", notices.position.lastEventAt == nil ? "–" : nil, at: notices.position.lastEventAt)
        add("health.events", texts.number(notices.position.events))
        add("health.repeats", texts.number(notices.position.repeats))
        add("health.passedover", texts.number(notices.position.passedOver))
        if notices.position.missed > 0 { add("health.missed", texts.number(notices.position.missed)) }
        add("health.offset", texts.number(notices.position.nextOffset))
        return facts
    }

    private func row(_ worker: WorkerFacts, isSilent: Bool = false) -> View {
        let states = [worker.consuming, worker.publishing]
        let worst = isSilent ? "silent" : ["closed", "connecting", "blocked"].first(where: states.contains) ?? "open"
        let group: StateGroup = worst == "open" ? .active : .needs
        let values = ["running": texts.number(worker.running), "slots": texts.number(worker.slots)]
        return [
            "anchor": Anchor.text(worker.host, worker.name), "name": worker.name, "host": worker.host,
            "sign": ["kind": group.rawValue, "icon": group.rawValue, "word": texts("worker." + worst)] as View,
            "slotsRaw": String(max(1, worker.slots)), "runningRaw": String(worker.running),
            "meter": texts("workers.meter", values), "running": texts.number(worker.running),
            "waiting": texts.number(worker.waiting), "version": worker.version, "seenAt": texts.time(worker.seenAt),
        ]
    }

    private func row(_ rejection: RejectionFacts) -> View {
        [
            "sha256": rejection.sha256, "short": String(rejection.sha256.prefix(12)), "reason": rejection.reason,
            "detail": rejection.detail, "queue": rejection.queue, "count": texts.number(rejection.count),
            "lastAt": texts.time(rejection.lastAt),
        ]
    }
}
