internal import ActivationDomain
internal import Hummingbird

/// The name of a header field; for those that the types of HTTP do not have.
typealias HTTPFieldName = HTTPFields.Element.Name

extension Request {
    /// Whether a browser asks for a page that someone looks at, as opposed to a script, an API's client, a scraper.
    var isForPage: Bool {
        guard !uri.path.hasPrefix("/api/"), uri.path != "/metrics" else { return false }
        // A browser's own scripts say so; what they get is for them to show.
        if let mode = field("Sec-Fetch-Mode"), mode != "navigate" { return false }
        return headers[.accept]?.contains("text/html") ?? false
    }

    /// Whether a script within a page asks, for whom a browser must not open a dialogue of its own.
    var isFromScriptInPage: Bool {
        field("Sec-Fetch-Mode").map { $0 != "navigate" } ?? false
    }

    /// A header field by a name that the types of HTTP do not have.
    func field(_ name: String) -> String? {
        HTTPFieldName(name).flatMap { headers[$0] }
    }
}
