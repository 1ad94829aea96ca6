internal import ActivationDomain
internal import Hummingbird

/// Why something was refused, as a page.
struct RefusalPage: Sendable {
    private let refusal: Refusal
    private let language: Language

    init(_ refusal: Refusal, _ language: Language) {
        self.refusal = refusal
        self.language = language
    }

    var response: Response {
        let title = LocalizedText(english: "This did not work", traditionalChinese: "無法完成")[language]
        let back = LocalizedText(english: "To the overview", traditionalChinese: "回到總覽")[language]
        return PlainPage(
            title: title,
            language: language,
            body: """
                <section class="empty"><h1>\(title)</h1>
                <p>\(refusal.text[language].html)</p>
                <p class="links"><a class="button" href="/">\(back)</a></p></section>
                """,
            status: refusal.status,
            headers: refusal.headers
        ).response
    }
}
