internal import Hummingbird

/// The log-on and the log-off of people.
struct LogOnRoutes: BoardRoutes {
    let recognizer: Recognizer
    let isTLS: Bool

    func add(to router: Router<BoardRequestContext>) {
        router.get("login") { request, _ in show(request) }
        router.post("login") { request, context in try await logOn(request, context.address) }
        router.post("logout") { request, context in logOff(request, context.address) }
        router.get("account") { request, context in
            guard let identity = context.identity else { throw Refusal.unauthenticated }
            return AccountPage(language: RequestLanguage.of(request), identity: identity).response
        }
    }

    private func show(_ request: Request) -> Response {
        let next = SafePath.checked(request.uri.query.flatMap { FormFields(encoded: $0) }?["next"])
        guard let desk = recognizer.desk else { return LogOnRoutes.redirect(next) }
        if let session = recognizer.cookie.session(request), desk.isLive(session) { return LogOnRoutes.redirect(next) }
        return page(request, next: next)
    }

    private func logOn(_ request: Request, _ address: ClientAddress) async throws -> Response {
        guard let desk = recognizer.desk else { return LogOnRoutes.redirect("/") }
        let form = try await request.form()
        let next = SafePath.checked(form["next"])
        let name = String((form["name"] ?? "").prefix(64))
        do {
            // Without it another site could log someone on as a user of its own, and have them write notes as that.
            guard let bond = recognizer.cookie.form(request) else { throw Refusal.forged }
            try await ForgeryCheck.check(request, isTLS: isTLS, token: recognizer.tokens.token(.logOn(bond.text)))
            let credentials = LogOnCredentials(name: form["name"] ?? "", password: form["password"] ?? "")
            let user = try await desk.check(credentials, from: address)
            if let old = recognizer.cookie.session(request) { desk.end(old, from: address) }
            var response = LogOnRoutes.redirect(next)
            recognizer.cookie.setSession(desk.begin(user, from: address), &response)
            recognizer.cookie.setForm(nil, &response)
            return response
        } catch let refusal as Refusal {
            return page(request, next: next, name: name, refusal)
        }
    }

    private func logOff(_ request: Request, _ address: ClientAddress) -> Response {
        if let session = recognizer.cookie.session(request) { recognizer.desk?.end(session, from: address) }
        var response = LogOnRoutes.redirect("/login")
        recognizer.cookie.setSession(nil, &response)
        return response
    }

    /// The page with a form of its own for this browser.
    private func page(_ request: Request, next: String, name: String = "", _ refusal: Refusal? = nil) -> Response {
        let bond = recognizer.cookie.form(request) ?? SessionToken()
        let page = LogOnPage(
            language: RequestLanguage.of(request),
            next: next,
            token: recognizer.tokens.token(.logOn(bond.text)),
            name: name,
            refusal: refusal
        )
        var response = page.response
        recognizer.cookie.setForm(bond, &response)
        return response
    }

    private static func redirect(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
