import ActivationDomain
import BoardProjection

/// What the commands over the board say, in the reader's language.
struct BoardWords: Sendable {
    private let language: Language
    private var isEnglish: Bool { language == .english }

    init(_ language: Language) {
        self.language = language
    }

    subscript(english: String, chinese: String) -> String { isEnglish ? english : chinese }

    func state(_ state: ActivationState) -> String { WatchWords(language).state(state) }

    func text(_ text: LocalizedText) -> String { text[language] }

    /// How a campaign stands, in a sentence or two.
    func headline(_ campaign: CampaignFacts, _ pace: PaceFacts, now: Timestamp) -> String {
        let counts = campaign.counts
        let name = campaign.name.visible
        guard campaign.total > 0 else { return self["\(name): it has no job.", "\(name)：沒有任何工作。"] }
        guard !campaign.isComplete else {
            return counts.needsPerson == 0
                ? self["\(name): all \(campaign.total) are active.", "\(name)：\(campaign.total) 項已全部啟用。"]
                : self[
                    "\(name): over; \(counts.activated) of \(campaign.total) are active, \(need(counts.needsPerson)).",
                    "\(name)：已結束；\(campaign.total) 項中有 \(counts.activated) 項已啟用，\(counts.needsPerson) 項需要處理。"
                ]
        }
        let waiting =
            counts.waiting == 0
            ? ""
            : self[
                counts.waiting == 1 ? ", 1 waits for its next try" : ", \(counts.waiting) wait for their next try",
                "，\(counts.waiting) 項等待重試"
            ]
        let needs = counts.needsPerson == 0 ? "" : self[", \(need(counts.needsPerson))", "，\(counts.needsPerson) 項需要處理"]
        let left = pace.expectedEnd.map { end in
            let minutes = max(1, Int((end.since(now) / .seconds(60)).rounded(.up)))
            return self[" About \(span(minutes)) left.", "約剩 \(span(minutes))。"]
        }
        return self[
            "\(name): \(counts.activated) of \(campaign.total) are active\(waiting)\(needs).",
            "\(name)：\(campaign.total) 項中有 \(counts.activated) 項已啟用\(waiting)\(needs)。"
        ] + (left ?? "")
    }

    private func need(_ count: Int) -> String { count == 1 ? "1 needs you" : "\(count) need you" }

    private func span(_ minutes: Int) -> String {
        if minutes < 120 { return self["\(minutes) min", "\(minutes) 分鐘"] }
        let hours = (minutes + 30) / 60
        return hours < 48 ? self["\(hours) h", "\(hours) 小時"] : self["\(hours / 24) days", "\(hours / 24) 天"]
    }
}
