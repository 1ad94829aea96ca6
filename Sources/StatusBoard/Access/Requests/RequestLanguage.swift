internal import ActivationDomain
internal import Hummingbird

/// The language that a request wants to be answered in, where no page decides that.
enum RequestLanguage {
    static func of(_ request: Request) -> Language {
        let chosen = request.uri.query.flatMap { FormFields(encoded: $0) }?["lang"] ?? request.cookies["lang"]?.value
        if let language = chosen.flatMap(Language.init(rawValue:)) { return language }
        let first = request.headers[.acceptLanguage]?.split(separator: ",").first?.lowercased() ?? ""
        return first.hasPrefix("zh") ? .traditionalChinese : .english
    }
}
