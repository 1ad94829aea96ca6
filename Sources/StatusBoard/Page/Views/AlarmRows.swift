internal import ActivationDomain
internal import BoardProjection

/// Alarms, told in words.
struct AlarmRows {
    /// How long one without an end counts as current after it was last reported.
    static let memory = Duration.seconds(86_400)

    let alarms: [AlarmFacts]
    let now: Timestamp

    /// Those that still hold.
    var current: [AlarmFacts] {
        alarms.filter { ($0.until ?? $0.lastAt.advanced(by: AlarmRows.memory)) > now }
    }

    /// What the partial `alarms` wants.
    func fill(_ view: inout View, _ shown: [AlarmFacts], _ words: OperatorViews) {
        let texts = words.texts
        view["hasAlarms"] = !shown.isEmpty
        view["alarmsTitle"] = texts("alarms.title")
        let current = Set(current.map(\.id))
        view["alarms"] = shown.map { alarm in
            row(alarm, isCurrent: current.contains(alarm.id) && !words.isAcknowledged(alarm), texts, words.view(alarm))
        }
    }

    private func row(_ alarm: AlarmFacts, isCurrent: Bool, _ texts: Texts, _ words: View) -> View {
        let names = ["subject": alarm.subject, "detail": alarm.detail]
        let cause: String?
        switch alarm.kind {
        case "kms-host": cause = alarm.error.map { "\($0.title[texts.language]) (\($0.code))" }
        case "credential": cause = texts("alarm.credential.cause", names)
        default: cause = alarm.detail.isEmpty ? nil : texts("alarm.broker.cause", names)
        }
        let named = "alarm." + alarm.kind
        // A computer that finds no KMS host names none.
        let key = alarm.subject.isEmpty && texts.has(named + ".unnamed") ? named + ".unnamed" : named
        return [
            "id": alarm.id, "anchor": Anchor.text(alarm.id), "kind": isCurrent ? "bad" : "past",
            "icon": isCurrent ? "needs" : "info",
            "title": texts.has(key) ? texts(key, names) : "\(alarm.kind): \(alarm.subject)", "cause": cause,
            "advice": alarm.error?.advice[texts.language].unlessEmpty, "firstAt": texts.time(alarm.firstAt),
            "lastAt": texts.time(alarm.lastAt), "until": texts.time(alarm.until),
            "times": texts("alarms.times", count: alarm.count), "words": words,
        ]
    }
}

/// Ids of elements, by which the script finds again what an update is about.
enum Anchor {
    /// Names may have anything in them; an id may not have spaces.
    static func text(_ parts: String...) -> String {
        parts.map { PageAddress.encoded($0).replacing("%", with: "_") }.joined(separator: "-")
    }
}
