import ActivationDomain

/// What is said of a transcript, in the reader's language.
struct TranscriptWords: Sendable {
    private let isEnglish: Bool

    init(_ language: Language) {
        isEnglish = language == .english
    }

    func result(_ result: Transcript.Result) -> String {
        switch result {
        case .activated: isEnglish ? "activated, as the script says" : "腳本回報已啟用"
        case .failed: isEnglish ? "failed" : "失敗"
        case .licensed: isEnglish ? "licensed" : "已授權"
        case .notLicensed: isEnglish ? "not licensed" : "未授權"
        case .settingMade: isEnglish ? "setting made" : "已完成設定"
        case .nothingToDo: isEnglish ? "nothing to activate (no product key)" : "沒有可啟用的產品（無產品金鑰）"
        case .notOurs: isEnglish ? "not a client of a KMS host: left alone" : "不是 KMS 用戶端，不處理"
        case .unreachable: isEnglish ? "the script did not reach the computer" : "腳本連不到該電腦"
        case .unknown: isEnglish ? "unknown" : "無法判斷"
        }
    }

    func source(_ source: Transcript.Source) -> String {
        switch source {
        case .slmgr: "slmgr.vbs"
        case .ospp: "ospp.vbs"
        case .script: isEnglish ? "the script" : "腳本"
        case .event12288: isEnglish ? "event 12288" : "事件 12288"
        case .event12289: isEnglish ? "event 12289" : "事件 12289"
        case .event12290: isEnglish ? "event 12290 (KMS host)" : "事件 12290（KMS 主機）"
        }
    }

    func status(_ status: LicenceStatus) -> String {
        guard !isEnglish else { return status.word }
        return switch status {
        case .unlicensed: "未授權"
        case .licensed: "已授權"
        case .initialGrace: "初始寬限期"
        case .outOfToleranceGrace: "逾期寬限期"
        case .nonGenuineGrace: "非正版寬限期"
        case .notification: "通知模式"
        case .extendedGrace: "延長寬限期"
        }
    }

    /// The days are those that the source prints: `slmgr.vbs` rounds up, and `ospp.vbs` down.
    func minutes(_ minutes: Int, days: Int?) -> String {
        let days = days ?? minutes / 1440
        return isEnglish ? "\(minutes) minutes left (\(days) days)" : "剩餘 \(minutes) 分鐘（\(days) 天）"
    }

    func host(_ host: String) -> String { isEnglish ? "KMS host \(host)" : "KMS 主機 \(host)" }

    func inner(_ code: ErrorCode) -> String { isEnglish ? "cause \(code)" : "真正原因 \(code)" }

    /// What to do where no code says it.
    func advice(_ item: Transcript.Item) -> String? {
        guard item.scriptHost == nil else { return nil }
        return switch item.result {
        case .failed where item.needsToken:
            isEnglish
                ? "The computer is set to activate by a token only. Let it activate by KMS: slmgr.vbs /act-type 2; then slmgr.vbs /ato."
                : "該電腦設定為只用權杖啟用。請執行 slmgr.vbs /act-type 2 改用 KMS，再執行 slmgr.vbs /ato。"
        case .failed:
            isEnglish
                ? "The script names no code. Look at events 8198 and 12288 in the computer's Application log."
                : "腳本沒有提供錯誤碼。請查看該電腦「應用程式」記錄檔中的事件 8198 與 12288。"
        case .notLicensed:
            isEnglish
                ? "Activate it (slmgr.vbs /ato, or ospp.vbs /act for Office); the code that comes then says more."
                : "請執行啟用（slmgr.vbs /ato，Office 用 ospp.vbs /act），屆時的錯誤碼會說明原因。"
        case .unknown where item.source == .slmgr || item.source == .ospp || item.source == .script:
            isEnglish
                ? "The text does not tell. Run slmgr.vbs /dlv, or ospp.vbs /dstatus for Office, and save all of what it prints."
                : "這段文字無法判斷。請執行 slmgr.vbs /dlv（Office 用 ospp.vbs /dstatus），並存下完整輸出。"
        default: nil
        }
    }

    var cutOff: String {
        isEnglish ? "The transcript begins or ends in the middle of something." : "這份紀錄不完整，開頭或結尾被截斷。"
    }

    func scriptHost(_ state: Transcript.ScriptHost) -> String? {
        switch state {
        case .switchedOff:
            isEnglish
                ? "Windows Script Host is switched off on the computer, so the scripts do not run."
                : "該電腦停用了 Windows Script Host，腳本無法執行。"
        case .missing:
            isEnglish
                ? "The computer has no cscript or no VBScript, so the scripts do not run."
                : "該電腦沒有 cscript 或 VBScript，腳本無法執行。"
        case .scriptMissing:
            isEnglish
                ? "The script is not where the command looked for it, so nothing was done."
                : "指令指定的位置沒有該腳本，因此沒有執行任何動作。"
        case .worked, .unknown: nil
        }
    }

    func verdict(_ verdict: TranscriptReport.Verdict) -> String {
        switch verdict {
        case .good:
            isEnglish ? "All that a KMS host activates is in order." : "由 KMS 主機啟用的產品全部正常。"
        case .notAll:
            isEnglish ? "Not all is in order, or the transcript does not tell." : "有產品未正常，或紀錄無法判斷。"
        case .nothing:
            isEnglish
                ? "Nothing here is for a KMS host to activate." : "這裡沒有可由 KMS 主機啟用的產品。"
        }
    }
}
