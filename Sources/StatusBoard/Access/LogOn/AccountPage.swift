internal import ActivationDomain
internal import Hummingbird

/// Who someone is to the board, and how to log off.
struct AccountPage: Sendable {
    var language: Language
    var identity: BoardIdentity

    var response: Response {
        let title = text("You", "帳號")
        return PlainPage(
            title: title,
            language: language,
            body: """
                <section class="account"><h1>\(title)</h1>
                <p>\(who.html)</p>
                <p>\(may.html)</p>\(logOff)
                <p class="links"><a href="/">\(text("To the overview", "回到總覽"))</a></p></section>
                """
        ).response
    }

    private var who: String {
        switch identity.way {
        case .local:
            text(
                "Nobody logs on to this board: whoever reaches it from this machine is its operator.",
                "這個看板不需要登入：能從這台機器連上的人就是操作員。"
            )
        case .session, .basic: text("You are logged on as \(identity.name).", "你以 \(identity.name) 登入。")
        }
    }

    private var may: String {
        switch identity.role {
        case .viewer: text("You may look at everything.", "你可以檢視所有內容。")
        case .operator:
            text(
                "You may look at everything, acknowledge alarms and write notes.",
                "你可以檢視所有內容、確認警示、撰寫備註。"
            )
        }
    }

    private var logOff: String {
        guard identity.canLogOff else { return "" }
        return """

            <form method="post" action="/logout"><input type="hidden" name="token" value="\(identity.formToken)">
            <button>\(text("Log off", "登出"))</button></form>
            """
    }

    private func text(_ english: String, _ traditionalChinese: String) -> String {
        LocalizedText(english: english, traditionalChinese: traditionalChinese)[language]
    }
}
