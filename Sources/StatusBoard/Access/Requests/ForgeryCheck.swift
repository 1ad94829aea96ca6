internal import Hummingbird

/// Refuses forms that another site has sent in someone's name.
enum ForgeryCheck {
    /// Checks a form that was posted against the token that its page had.
    ///
    /// - Throws: ``Refusal``.
    static func check(_ request: Request, isTLS: Bool, token: String) async throws {
        guard comesFromHere(request, isTLS: isTLS) else { throw Refusal.forged }
        let form = try await request.form()
        guard !token.isEmpty, let sent = form["token"], sent.isSecretly(token) else { throw Refusal.forged }
    }

    /// Whether what the browser tells of a form's origin, if it tells that, is this board.
    ///
    /// `Sec-Fetch-Site` decides where it is sent: under the board's referrer policy browsers give `null` for the origin of
    /// its own forms. What sends neither is no browser of today's, and has the token to show.
    static func comesFromHere(_ request: Request, isTLS: Bool) -> Bool {
        if let site = request.field("Sec-Fetch-Site") { return site == "same-origin" }
        guard let origin = request.field("Origin") else { return true }
        guard let authority = request.head.authority else { return false }
        // Without TLS of its own the board may stand behind a proxy that has it; the host is the same.
        let schemes = isTLS ? ["https"] : ["http", "https"]
        return schemes.contains { origin.lowercased() == "\($0)://\(authority.lowercased())" }
    }
}
