import ActivationDomain

/// What `watch` says, in the reader's language.
struct WatchWords: Sendable {
    private let isEnglish: Bool

    init(_ language: Language) {
        isEnglish = language == .english
    }

    func waiting(_ campaign: String) -> String {
        isEnglish ? "waiting for the first event of campaign \(campaign)" : "等待批次 \(campaign) 的第一個事件"
    }

    func needsYou(_ count: Int) -> String { isEnglish ? "\(count) need you" : "\(count) 台需要處理" }

    func waits(_ count: Int) -> String { isEnglish ? "\(count) waiting" : "\(count) 台等待中" }

    func state(_ state: ActivationState) -> String {
        guard !isEnglish else { return state.rawValue }
        return switch state {
        case .enrolled: "已登記"
        case .running: "執行中"
        case .deferred: "稍後重試"
        case .parked: "暫緩"
        case .activated: "已啟用"
        case .failed: "失敗"
        case .refused: "拒絕"
        case .expired: "逾期"
        case .cancelled: "取消"
        }
    }

    func summary(ended: Int, activated: Int, attempts: Int, elapsed: Duration) -> String {
        let seconds = Int(elapsed / .seconds(1))
        return isEnglish
            ? "\(activated) of \(ended) activated, \(ended - activated) not; \(attempts) attempts; watched for \(seconds) s"
            : "\(ended) 項中有 \(activated) 項已啟用，\(ended - activated) 項未啟用；共嘗試 \(attempts) 次；觀看 \(seconds) 秒"
    }
}

extension String {
    /// The text cut to so many columns; escape sequences take none and are all kept, so that styles end.
    func cut(toColumns width: Int) -> String {
        var result = ""
        var columns = 0
        var isEscape = false
        for scalar in unicodeScalars {
            if scalar == "\u{1B}" { isEscape = true }
            if isEscape {
                result.unicodeScalars.append(scalar)
                if scalar == "m" { isEscape = false }
                continue
            }
            columns += scalar.columns
            if columns <= width { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
