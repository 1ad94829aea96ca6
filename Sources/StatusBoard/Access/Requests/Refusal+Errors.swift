internal import ActivationDomain
internal import GRDB
internal import Hummingbird

extension Refusal {
    /// What to say of an error, whoever has thrown it, and nothing of the inside.
    init(of error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let error as HTTPError:
            let own = error.body.map { LocalizedText(english: $0, traditionalChinese: $0) }
            self.init(error.status, own ?? Refusal.text(of: error.status), headers: error.headers)
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: self = .noRoom
        case let error as any HTTPResponseError: self.init(error.status, Refusal.text(of: error.status))
        default: self.init(.internalServerError, Refusal.text(of: .internalServerError))
        }
    }

    private static let noRoom = Refusal(
        .init(code: 507, reasonPhrase: "Insufficient Storage"),
        LocalizedText(
            english: "The disk of the board is full, so nothing was written.",
            traditionalChinese: "看板的磁碟已滿，因此沒有寫入。"
        )
    )

    /// What a status says where nothing more is known.
    private static func text(of status: HTTPResponse.Status) -> LocalizedText {
        switch status.code {
        case 404: Refusal.notFound.text
        case 401, 403:
            LocalizedText(english: "You may not see or do this.", traditionalChinese: "你沒有權限查看或執行。")
        case 429, 503:
            LocalizedText(
                english: "The board is asked for too much; wait a moment and try again.",
                traditionalChinese: "看板收到的要求太多；請稍候再試。"
            )
        case 400..<500:
            LocalizedText(
                english: "The board does not understand this request.",
                traditionalChinese: "看板無法理解這個要求。"
            )
        default:
            LocalizedText(
                english: "The board could not answer. Its log says why; try again in a moment.",
                traditionalChinese: "看板無法回應，原因記在它的記錄中；請稍後再試。"
            )
        }
    }
}
