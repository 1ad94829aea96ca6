internal import ActivationDomain
internal import Hummingbird

/// The page on which someone logs on.
struct LogOnPage: Sendable {
    var language: Language
    /// Where to go from there.
    var next: String
    var token: String
    /// What was typed before.
    var name = ""
    /// Why the last attempt was refused.
    var refusal: Refusal?

    var response: Response {
        let title = text("Log on", "登入")
        let fault = refusal.map { "<p class=\"notices\" role=\"alert\">\($0.text[language].html)</p>" } ?? ""
        return PlainPage(
            title: title,
            language: language,
            body: """
                <form class="logon" method="post" action="/login"><h1>\(title)</h1>\(fault)
                <input type="hidden" name="token" value="\(token)"><input type="hidden" name="next" value="\(next.html)">
                <p><label for="name">\(text("Name", "使用者名稱"))</label>
                <input id="name" name="name" value="\(name.html)" autocomplete="username" autocapitalize="none"
                spellcheck="false" maxlength="64" required\(name.isEmpty ? " autofocus" : "")></p>
                <p><label for="password">\(text("Password", "密碼"))</label>
                <input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024"
                required\(name.isEmpty ? "" : " autofocus")></p>
                <p><button>\(title)</button></p></form>
                """,
            status: refusal.map { $0.status == .unauthorized ? .forbidden : $0.status } ?? .ok,
            headers: refusal?.headers ?? [:]
        ).response
    }

    private func text(_ english: String, _ traditionalChinese: String) -> String {
        LocalizedText(english: english, traditionalChinese: traditionalChinese)[language]
    }
}
