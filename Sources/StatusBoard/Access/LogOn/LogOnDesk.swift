internal import Logging
internal import Synchronization

/// Checks names and passwords, and keeps who is logged on.
final class LogOnDesk: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let roster: UserRoster
    private let audit: AuditLog
    private let bench: HashBench
    private let now: @Sendable () -> Instant
    private let throttle = Mutex(LogOnThrottle())
    private let sessions: Mutex<SessionBook>

    init(
        roster: UserRoster,
        audit: AuditLog,
        lifetime: Duration,
        bench: HashBench,
        now: @escaping @Sendable () -> Instant
    ) {
        self.roster = roster
        self.audit = audit
        self.bench = bench
        self.now = now
        sessions = Mutex(SessionBook(lifetime: lifetime))
    }

    /// The user of a name, as the users file is now.
    func user(_ name: String) -> BoardUser? { roster[name] }

    /// The user whose name and password these are; whether a log-on is told is for the caller.
    ///
    /// - Throws: ``Refusal``, one and the same for a user who is not there and a wrong password, after the same time.
    func check(_ credentials: LogOnCredentials, from address: ClientAddress) async throws -> BoardUser {
        let name = credentials.name
        if let wait = throttle.withLock({ $0.begin(user: name, from: address, at: now()) }) {
            throw Refusal.mustWait(wait)
        }
        let user = roster[name]
        let isLong = credentials.password.utf8.count > PasswordRule.maximum
        let password = isLong ? "" : credentials.password
        guard let matches = try await bench.matches(password, user?.hash ?? roster.nobody) else {
            throttle.withLock { $0.withdrawn(user: name, from: address) }
            throw Refusal.logOnBusy
        }
        guard matches, !isLong, let user else {
            tellFailure(credentials, address)
            throw Refusal.wrongPassword
        }
        throttle.withLock { $0.succeeded(user: name, from: address) }
        return user
    }

    private func tellFailure(_ credentials: LogOnCredentials, _ address: ClientAddress) {
        let wait = throttle.withLock { $0.wait(user: credentials.name, from: address, at: now()) }
        let details = wait.map { [(name: "waitSeconds", value: "\($0.roundedUpSeconds)")] } ?? []
        audit.record(AuditRecord(.logOnFailed, by: credentials.toldName, from: address.description, details))
    }

    // MARK: Sessions

    /// Begins a session of a user who was just checked.
    func begin(_ user: BoardUser, from address: ClientAddress) -> SessionToken {
        let token = SessionToken()
        sessions.withLock { $0.begin(token.digest, of: user, at: now()) }
        audit.record(
            AuditRecord(.logOn, by: user.name, from: address.description, [(name: "role", value: user.role.rawValue)])
        )
        return token
    }

    /// The user of a session that goes on; it then lasts from now.
    func use(_ token: SessionToken) -> BoardUser? {
        let user = user(of: token)
        return sessions.withLock { $0.use(token.digest, by: user, at: now()) } ? user : nil
    }

    /// Whether a session goes on, without making it last.
    func isLive(_ token: SessionToken) -> Bool {
        let user = user(of: token)
        return sessions.withLock { $0.look(token.digest, by: user, at: now()) }
    }

    /// Ends a session.
    func end(_ token: SessionToken, from address: ClientAddress) {
        guard let name = sessions.withLock({ $0.end(token.digest) }) else { return }
        audit.record(AuditRecord(.logOff, by: name, from: address.description))
    }

    /// Looked up beside the lock: the users file may have to be read.
    private func user(of token: SessionToken) -> BoardUser? {
        sessions.withLock { $0.name(of: token.digest) }.flatMap { roster[$0] }
    }
}
