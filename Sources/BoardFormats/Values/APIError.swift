internal import ActivationDomain
internal import BoardProjection

/// A text in both languages, as events have it.
package struct APIText: APIValue {
    var en: String
    var chinese: String

    enum CodingKeys: String, CodingKey {
        case en
        case chinese = "zh-Hant"
    }

    init(_ text: LocalizedText) {
        en = text.english
        chinese = text.traditionalChinese
    }

    package static let schemaName = "Text"
    package static let schema = APISchema(
        "One text in English and in Traditional Chinese (BCP 47 tags).",
        .always("en", .text),
        .always("zh-Hant", .text)
    )
}

/// What keeps a job from being active.
package struct APIError: APIValue {
    var code: String
    var symbol: String?
    var errorClass: String
    var title: APIText
    var advice: APIText

    enum CodingKeys: String, CodingKey {
        case code, symbol, title, advice
        case errorClass = "class"
    }

    init(_ facts: ErrorFacts) {
        code = facts.code
        symbol = facts.symbol
        errorClass = facts.errorClass
        title = APIText(facts.title)
        advice = APIText(facts.advice)
    }

    package static let schemaName = "Error"
    package static let schema = APISchema(
        "What keeps a job from being active: the code that decides, which is the inner one where there is one.",
        .always("code", .text, "An HRESULT such as 0xC004F074, or a code of Rollcall's own such as ROLLCALL_TLS."),
        .sometimes("symbol", .text, "The symbolic name of the code, where it has one."),
        .always("class", .text, "What kind of reason it is, such as `transient` or `permanent`."),
        .always("title", .reference(APIText.self), "What went wrong."),
        .always("advice", .reference(APIText.self), "What a person should do.")
    )
}
