internal import Hummingbird

/// The cookies of the board: that of a session, and that which binds the form of the log-on to a browser.
///
/// Behind TLS their names begin with `__Host-`, so that no other site of the domain and nobody on the wire can set them.
struct SessionCookie: Sendable {
    private let isTLS: Bool

    init(isTLS: Bool) { self.isTLS = isTLS }

    var sessionName: String { isTLS ? "__Host-rollcall" : "rollcall" }
    var formName: String { isTLS ? "__Host-rollcall-form" : "rollcall-form" }

    /// The session that a request shows.
    func session(_ request: Request) -> SessionToken? {
        request.cookies[sessionName].flatMap { SessionToken(text: $0.value) }
    }

    /// What the log-on's form of a browser is bound to.
    func form(_ request: Request) -> SessionToken? {
        request.cookies[formName].flatMap { SessionToken(text: $0.value) }
    }

    /// A cookie that the browser keeps until it is closed: how long a session lasts is the board's to say.
    func setSession(_ token: SessionToken?, _ response: inout Response) {
        // Lax, since a link to the board in a mail must not look logged off; what changes something is posted.
        set(sessionName, token, .lax, &response)
    }

    func setForm(_ token: SessionToken?, _ response: inout Response) {
        set(formName, token, .strict, &response)
    }

    private func set(_ name: String, _ token: SessionToken?, _ site: Cookie.SameSite, _ response: inout Response) {
        response.setCookie(
            Cookie(
                name: name,
                value: token?.text ?? "",
                maxAge: token == nil ? 0 : nil,
                path: "/",
                secure: isTLS,
                httpOnly: true,
                sameSite: site
            )
        )
    }
}
