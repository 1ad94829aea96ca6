internal import ActivationDomain
internal import Hummingbird

extension Refusal {
    static let noAlarm = Refusal(
        .notFound,
        LocalizedText(english: "There is no such alarm any more.", traditionalChinese: "這個警報已不存在。")
    )
    static let alarmCameAgain = Refusal(
        .conflict,
        LocalizedText(
            english: "The alarm has come again since the page was loaded; look at it once more.",
            traditionalChinese: "頁面載入之後警報又發生了；請再看一次。"
        )
    )
    static let noSubject = Refusal(
        .notFound,
        LocalizedText(
            english: "The board does not know what the note is about.",
            traditionalChinese: "看板不認得備註的對象。"
        )
    )
    static let tooManyNotes = Refusal(
        .conflict,
        LocalizedText(
            english: "There are \(OperatorStore.notesPerSubject) notes on this already; delete some first.",
            traditionalChinese: "這裡已有 \(OperatorStore.notesPerSubject) 則備註；請先刪除一些。"
        )
    )
    static let noNote = Refusal(
        .notFound,
        LocalizedText(
            english: "There is no such note of yours.",
            traditionalChinese: "沒有這則你寫的備註。"
        )
    )
}
