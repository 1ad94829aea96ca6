internal import ActivationDomain
internal import Hummingbird

/// The log-on and the log-off of people.
struct LogOnRoutes: BoardRoutes {
    let recognizer: Recognizer
    let isTLS: Bool
    let renderer: PageRenderer

    func add(to router: Router<BoardRequestContext>) {
        router.get("login") { request, _ in try show(request) }
        router.post("login") { request, context in try await logOn(request, context.address) }
        router.post("logout") { request, context in logOff(request, context.address) }
        router.get("account") { request, context in try account(request, context.identity) }
    }

    private func show(_ request: Request) throws -> Response {
        let next = SafePath.checked(request.uri.query.flatMap { FormFields(encoded: $0) }?["next"])
        guard let desk = recognizer.desk else { return LogOnRoutes.redirect(next) }
        if let session = recognizer.cookie.session(request), desk.isLive(session) { return LogOnRoutes.redirect(next) }
        return try page(request, next: next)
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
            return try page(request, next: next, name: name, refusal)
        }
    }

    private func logOff(_ request: Request, _ address: ClientAddress) -> Response {
        if let session = recognizer.cookie.session(request) { recognizer.desk?.end(session, from: address) }
        var response = LogOnRoutes.redirect("/login")
        recognizer.cookie.setSession(nil, &response)
        return response
    }

    /// The page of the log-on, with a form of its own for this browser.
    private func page(
        _ request: Request,
        next: String,
        name: String = "",
        _ refusal: Refusal? = nil
    ) throws -> Response {
        let address = PageAddress(text: request.uri.string) ?? PageAddress()
        let visitor = PageVisitor(request, address)
        let bond = recognizer.cookie.form(request) ?? SessionToken()
        let view: View = [
            "fault": refusal?.text[visitor.language], "token": recognizer.tokens.token(.logOn(bond.text)), "next": next,
            "name": name,
        ]
        let title = renderer.speech(visitor).texts("logon.title")
        let here = PageAddress(["login"], ["next": next == "/" ? nil : next])
        let html = try renderer.plain("logon", title: title, view, for: visitor, at: here)
        // No 401: that would have to ask for HTTP Basic.
        let status = refusal.map { $0.status == .unauthorized ? .forbidden : $0.status } ?? .ok
        var response = Response(page: html, address, visitor, status: status)
        response.headers[.cacheControl] = "no-store"
        if let wait = refusal?.headers[.retryAfter] { response.headers[.retryAfter] = wait }
        recognizer.cookie.setForm(bond, &response)
        return response
    }

    private func account(_ request: Request, _ identity: BoardIdentity?) throws -> Response {
        guard let identity else { throw Refusal.unauthenticated }
        let address = PageAddress(["account"])
        let visitor = PageVisitor(request, PageAddress(text: request.uri.string) ?? address, identity)
        let speech = renderer.speech(visitor)
        let view: View = [
            "who": speech.texts(identity.way == .local ? "account.local" : "account.named", ["name": identity.name]),
            "may": speech.texts(identity.mayOperate ? "account.operator" : "account.viewer"),
            "token": identity.canLogOff ? identity.formToken : nil,
        ]
        let fragment = PageRenderer.Fragment(
            title: speech.texts("account.title") + " – Rollcall",
            html: try speech.templates.render(view, with: "you")
        )
        return Response(page: try renderer.page(fragment, address, for: visitor, isLive: false), address, visitor)
    }

    private static func redirect(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
