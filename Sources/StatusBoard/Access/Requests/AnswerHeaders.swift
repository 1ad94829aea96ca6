internal import Hummingbird

/// The header fields that have browsers keep the board's pages to themselves; last on each answer's way out.
struct AnswerHeaders: RouterMiddleware {
    typealias Context = BoardRequestContext

    /// Nothing but what the board itself serves: no script or style within pages, no frame, no form to elsewhere.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")

    private let fields: [(name: String, value: String)]

    init(isTLS: Bool) {
        var fields = [
            ("Content-Security-Policy", AnswerHeaders.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]
        // Without subdomains: those are not the board's to decide on.
        if isTLS { fields.append(("Strict-Transport-Security", "max-age=31536000")) }
        self.fields = fields
    }

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in fields {
            if let name = HTTPFieldName(name) { response.headers[name] = value }
        }
        // What a session shows must not come out of a cache behind its end; files that all may have say so themselves.
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") ?? false
        if isPage || response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
