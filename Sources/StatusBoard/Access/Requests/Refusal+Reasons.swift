internal import ActivationDomain
internal import Hummingbird

/// The refusals of the access layer.
extension Refusal {
    static let notFound = Refusal(
        .notFound,
        LocalizedText(english: "There is no such page.", traditionalChinese: "沒有這個頁面。")
    )
    static let notAllowed = Refusal(
        .methodNotAllowed,
        LocalizedText(
            english: "Only GET, HEAD and POST are understood here.",
            traditionalChinese: "這裡只接受 GET、HEAD 與 POST。"
        ),
        headers: [.allow: "GET, HEAD, POST"]
    )
    static let wrongHost = Refusal(
        .misdirectedRequest,
        LocalizedText(
            english:
                "The board does not answer under this name; use the address that it printed when it started, or add the "
                + "name to board.names.",
            traditionalChinese: "看板不以這個名稱提供服務；請使用啟動時印出的網址，或將此名稱加入 board.names。"
        )
    )
    static let pathTooLong = Refusal(
        .uriTooLong,
        LocalizedText(
            english: "The address is too long, or has too many parameters.",
            traditionalChinese: "網址太長，或參數太多。"
        )
    )
    static let headTooLarge = Refusal(
        .requestHeaderFieldsTooLarge,
        LocalizedText(
            english:
                "The request's header fields are too large; delete the cookies of this site, if a browser sent them.",
            traditionalChinese: "請求標頭太大；若是瀏覽器送出的，請刪除本站的 Cookie。"
        )
    )
    static let bodyTooLarge = Refusal(
        .contentTooLarge,
        LocalizedText(
            english: "The request is larger than \(RequestLimits.bodySize / 1024) KiB.",
            traditionalChinese: "請求超過 \(RequestLimits.bodySize / 1024) KiB。"
        )
    )
    static let busy = Refusal(
        .serviceUnavailable,
        LocalizedText(
            english: "The board has too much to do at this moment; try again in a second.",
            traditionalChinese: "看板目前太忙；請稍後再試。"
        )
    ).retryAfter(.seconds(1))
    static let noForm = Refusal(
        .unsupportedMediaType,
        LocalizedText(
            english: "Send a form (application/x-www-form-urlencoded).",
            traditionalChinese: "請以表單送出（application/x-www-form-urlencoded）。"
        )
    )
    static let forged = Refusal(
        .forbidden,
        LocalizedText(
            english: "This form does not come from a page of the board, or is from before the board was restarted; "
                + "go back, load the page again and send it once more.",
            traditionalChinese: "這份表單不是來自看板的頁面，或是在看板重新啟動之前開啟的；請返回並重新載入頁面後再送出。"
        )
    )
    static let viewerOnly = Refusal(
        .forbidden,
        LocalizedText(
            english:
                "You may look at everything, but only operators may change something; ask one of them, or whoever keeps "
                + "the users of the board to make you one.",
            traditionalChinese: "你可以檢視所有內容，但只有操作員可以變更；請洽操作員，或請管理看板使用者的人將你設為操作員。"
        )
    )
    static let basicReadsOnly = Refusal(
        .forbidden,
        LocalizedText(
            english: "With HTTP Basic one can only read; to change something, log on in a browser.",
            traditionalChinese: "HTTP Basic 只能讀取；要變更內容請用瀏覽器登入。"
        )
    )
    static let unauthenticated = Refusal(
        .unauthorized,
        LocalizedText(english: "Log on first.", traditionalChinese: "請先登入。")
    )
    static let wrongPassword = Refusal(
        .unauthorized,
        LocalizedText(
            english: "The name or the password is wrong.",
            traditionalChinese: "使用者名稱或密碼不正確。"
        )
    )
    static let logOnBusy = Refusal(
        .serviceUnavailable,
        LocalizedText(
            english: "Too many log on at this moment; try again in a few seconds.",
            traditionalChinese: "目前登入的人太多；請過幾秒再試。"
        )
    ).retryAfter(.seconds(5))

    /// Too many requests from one address.
    static func tooFast(_ wait: Duration) -> Refusal {
        Refusal(
            .tooManyRequests,
            LocalizedText(
                english: "Too many requests come from your address; try again in \(wait.roundedUpSeconds) seconds.",
                traditionalChinese: "來自你位址的請求太多；請在 \(wait.roundedUpSeconds) 秒後再試。"
            )
        ).retryAfter(wait)
    }

    /// Too many failed log-ons.
    static func mustWait(_ wait: Duration) -> Refusal {
        Refusal(
            .tooManyRequests,
            LocalizedText(
                english: "Too many log-ons have failed; try again in \(wait.inWords.english).",
                traditionalChinese: "登入失敗次數太多；請在 \(wait.inWords.traditionalChinese)後再試。"
            )
        ).retryAfter(wait)
    }
}

extension Duration {
    /// Seconds, or minutes from two on.
    fileprivate var inWords: LocalizedText {
        let seconds = max(1, roundedUpSeconds)
        guard seconds >= 120 else {
            let unit = seconds == 1 ? "second" : "seconds"
            return LocalizedText(english: "\(seconds) \(unit)", traditionalChinese: " \(seconds) 秒")
        }
        let minutes = (seconds + 59) / 60
        return LocalizedText(english: "\(minutes) minutes", traditionalChinese: " \(minutes) 分鐘")
    }
}
