internal import Hummingbird

/// Finds out who sends a request.
struct Recognizer: Sendable {
    /// Who it is, and what their forms are bound to.
    struct Recognized: Sendable {
        var identity: BoardIdentity
        /// The session that it was by.
        var session: SessionToken?
    }

    let tokens: FormTokens
    let cookie: SessionCookie
    /// Nil where there are no users: then whoever comes is the operator.
    let desk: LogOnDesk?
    private let basic: BasicDoor?

    init(desk: LogOnDesk?, isTLS: Bool, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        tokens = FormTokens()
        cookie = SessionCookie(isTLS: isTLS)
        self.desk = desk
        basic = desk.map { BasicDoor($0, now: now) }
    }

    /// Who sends a request; nil when it does not say.
    ///
    /// - Throws: ``Refusal`` when what it says is wrong.
    func recognize(_ request: Request, from address: ClientAddress) async throws -> Recognized? {
        guard let desk, let basic else {
            let token = tokens.token(.local)
            return Recognized(identity: BoardIdentity(name: "local", role: .operator, way: .local, formToken: token))
        }
        if let session = cookie.session(request), let user = desk.use(session) {
            return Recognized(identity: identity(user, .session, .session(session.digest)), session: session)
        }
        guard let credentials = request.headers[.authorization].flatMap(LogOnCredentials.init(authorization:)) else {
            return nil
        }
        return Recognized(identity: identity(try await basic.user(credentials, from: address), .basic, nil))
    }

    private func identity(_ user: BoardUser, _ way: BoardIdentity.Way, _ bond: FormTokens.Bond?) -> BoardIdentity {
        BoardIdentity(name: user.name, role: user.role, way: way, formToken: bond.map(tokens.token) ?? "")
    }
}
