/// One text in the two languages that the project speaks.
package struct LocalizedText: Sendable, Hashable {
    package var english: String
    package var traditionalChinese: String

    /// Makes a text.
    package init(english: String, traditionalChinese: String) {
        self.english = english
        self.traditionalChinese = traditionalChinese
    }

    /// The text in a language.
    package subscript(language: Language) -> String {
        language == .english ? english : traditionalChinese
    }
}

/// A language that advice is written in, by its BCP 47 tag.
package enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case traditionalChinese = "zh-Hant"
}
