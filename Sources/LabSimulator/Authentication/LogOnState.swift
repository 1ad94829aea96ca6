/// Who speaks on one connection, as far as its requests have shown.
///
/// Windows binds a log-on by Negotiate to the connection: once it stands, requests need no `Authorization`. Basic and
/// certificates are shown anew with each request. A plain value without I/O: it says what is to be done with a request, and
/// is told what came of it.
struct LogOnState {
    /// How far the log-on of the connection is.
    enum Phase: Equatable {
        case anonymous
        case negotiating(LogOnScheme)
        case established(LogOnScheme)
    }

    /// What a request has for a body.
    enum Body: Equatable { case empty, plain, encrypted }

    /// What counts of a request here.
    struct Request: Equatable {
        /// Nil where there is no such header.
        var authorization: Authorization?
        /// Whether it asks without a log-on who the computer is (`WSMANIDENTIFY: unauthenticated`).
        var asksWhoItIs = false
        var body = Body.plain
    }

    /// What is to be done.
    enum Action: Equatable {
        /// Carry the request out; `isKnown` is false for who only asks who the computer is.
        case answer(isKnown: Bool, isSealed: Bool)
        /// Say that the log-on stands; the request asked for nothing else.
        case greet
        /// Give the token to the mechanism, on threads that may block.
        case step([UInt8], LogOnScheme, isFirst: Bool)
        /// Answer 401 with the mechanism's own token.
        case challenge(LogOnScheme)
        /// Look at user name and password.
        case checkPassword(String)
        /// Look at the client's certificate.
        case checkCertificate
        /// Answer 401; a refused one is counted, one that is only missing is not.
        case refuse(isCounted: Bool)
        /// The body came as it is where it must be encrypted.
        case refusePlain
    }

    /// What came of a token.
    enum Outcome: Equatable {
        case goesOn
        /// It stands; `isBound` says whether the client has bound it to this TLS connection.
        case stands(isAllowed: Bool, isBound: Bool)
        case failed
    }

    let rules: LabAuthentication
    let isTLS: Bool
    private(set) var phase = Phase.anonymous
    /// After how many operations the computer forgets the log-on, once; nil is never.
    private var operationsLeft: Int?

    init(_ rules: LabAuthentication, isTLS: Bool, forgetsAfter: Int? = nil) {
        self.rules = rules
        self.isTLS = isTLS
        operationsLeft = forgetsAfter
    }

    /// What to do with a request.
    mutating func received(_ request: Request) -> Action {
        switch request.authorization {
        case nil:
            if case .established = phase { return proceed(request.body) }
            // Who leaves a log-on half done begins anew.
            phase = .anonymous
            return request.asksWhoItIs ? .answer(isKnown: false, isSealed: false) : .refuse(isCounted: false)
        case .token(let scheme, let token):
            guard !rules.mechanisms(scheme).isEmpty else {
                phase = .anonymous
                return .refuse(isCounted: false)
            }
            let isFirst = phase != .negotiating(scheme)
            phase = .negotiating(scheme)
            return .step(token, scheme, isFirst: isFirst)
        case .basic(let header):
            phase = .anonymous
            return rules.takesBasic(isTLS: isTLS) ? .checkPassword(header) : .refuse(isCounted: false)
        case .certificate:
            phase = .anonymous
            return isTLS && rules.methods.contains(.certificate) ? .checkCertificate : .refuse(isCounted: false)
        case .unknown:
            phase = .anonymous
            return .refuse(isCounted: false)
        }
    }

    /// What to do once a mechanism has taken a token.
    mutating func stepped(_ outcome: Outcome, _ body: Body) -> Action {
        guard case .negotiating(let scheme) = phase else { return .refuse(isCounted: false) }
        switch outcome {
        case .goesOn: return .challenge(scheme)
        case .stands(let isAllowed, let isBound):
            guard isAllowed, isBound || !isTLS || rules.channelBinding != .strict else { break }
            phase = .established(scheme)
            return proceed(body)
        case .failed: break
        }
        phase = .anonymous
        return .refuse(isCounted: true)
    }

    /// What to do once a password or certificate has been looked at.
    mutating func checked(isRight: Bool) -> Action {
        guard isRight else { return .refuse(isCounted: true) }
        guard !isForgotten() else { return .refuse(isCounted: false) }
        return .answer(isKnown: true, isSealed: false)
    }

    /// A message could not be read: what the two sides share is out of step for good.
    mutating func lost() { phase = .anonymous }

    private mutating func proceed(_ body: Body) -> Action {
        guard body != .empty else { return .greet }
        guard body == .encrypted || isTLS || rules.encryption == .allowed else { return .refusePlain }
        guard !isForgotten() else {
            phase = .anonymous
            return .refuse(isCounted: false)
        }
        return .answer(isKnown: true, isSealed: body == .encrypted)
    }

    private mutating func isForgotten() -> Bool {
        guard let left = operationsLeft else { return false }
        operationsLeft = left == 0 ? nil : left - 1
        return left == 0
    }
}
