internal import ActivationDomain
internal import Hummingbird

/// For whom a page is made: it looks the same for all who are alike in this.
struct PageVisitor: Sendable, Hashable {
    /// How the page is coloured; nil leaves it to the reader's system.
    enum Theme: String, Sendable, Hashable, CaseIterable {
        case light, dark
    }

    /// The names of what addresses and cookies carry.
    static let languageName = "lang"
    static let themeName = "theme"
    /// What an address asks for when the system is to decide on the colours again.
    static let automatic = "auto"

    var language: Language
    var theme: Theme?
    /// Who is logged on; nil where nobody needs to.
    var account: Account?

    /// Someone who has logged on.
    struct Account: Sendable, Hashable {
        var name: String
    }

    init(_ request: Request, _ address: PageAddress) {
        let cookies = request.cookies
        language =
            address[PageVisitor.languageName].flatMap(Language.init)
            ?? cookies[PageVisitor.languageName].flatMap { Language(rawValue: $0.value) }
            ?? PageVisitor.preferred(request.headers[.acceptLanguage] ?? "")
        theme =
            switch address[PageVisitor.themeName] {
            case PageVisitor.automatic: nil
            case let chosen?: Theme(rawValue: chosen)
            case nil: cookies[PageVisitor.themeName].flatMap { Theme(rawValue: $0.value) }
            }
    }

    /// The language that a browser would rather have (RFC 9110, section 12.5.4); English when it names neither.
    static func preferred(_ header: String) -> Language {
        var best = (language: Language.english, weight: 0.0)
        for range in header.split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let tag = parts.first else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let primary = tag.prefix { $0 != "-" }
            let language: Language? =
                switch primary {
                case "en": .english
                case "zh": .traditionalChinese
                default: nil
                }
            if let language, weight > best.weight { best = (language, weight) }
        }
        return best.language
    }
}
