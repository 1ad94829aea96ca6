/// Who is logged on.
///
/// A session ends when it was not used for a while, in any case after some days, when it is logged off, or when its
/// user's line in the users file is another one than at the log-on.
struct SessionBook: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Session {
        var user: String
        var hash: PasswordHash
        var begunAt: Instant
        var usedAt: Instant
    }

    /// How many one user has at most; then the one that was not used for longest ends.
    static let perUser = 20
    /// The longest that one lasts, however much it is used, as a number of lifetimes and as a time.
    static let lifetimes = 14
    static let longest = Duration.seconds(30 * 86_400)

    private let lifetime: Duration
    private var sessions: [SessionToken.Digest: Session] = [:]

    /// Makes a book without sessions, of which each lasts `lifetime` without being used.
    init(lifetime: Duration) {
        self.lifetime = lifetime
    }

    /// How many there are.
    var count: Int { sessions.count }

    /// Begins a session.
    mutating func begin(_ digest: SessionToken.Digest, of user: BoardUser, at now: Instant) {
        sessions = sessions.filter { isLive($0.value, at: now) }
        let own = sessions.filter { $0.value.user == user.name }.sorted { $0.value.usedAt < $1.value.usedAt }
        for (digest, _) in own.dropLast(SessionBook.perUser - 1) { sessions[digest] = nil }
        sessions[digest] = Session(user: user.name, hash: user.hash, begunAt: now, usedAt: now)
    }

    /// Whose session it is, live or not; what the users file says of them is for ``use(_:by:at:)``.
    func name(of digest: SessionToken.Digest) -> String? { sessions[digest]?.user }

    /// Whether a session goes on, which then lasts from now; `user` is who has the name in the users file as it is now.
    mutating func use(_ digest: SessionToken.Digest, by user: BoardUser?, at now: Instant) -> Bool {
        guard look(digest, by: user, at: now) else { return false }
        sessions[digest]?.usedAt = now
        return true
    }

    /// Whether a session goes on, without making it last.
    mutating func look(_ digest: SessionToken.Digest, by user: BoardUser?, at now: Instant) -> Bool {
        guard let session = sessions[digest] else { return false }
        guard isLive(session, at: now), let user, user.name == session.user, user.hash == session.hash else {
            sessions[digest] = nil
            return false
        }
        return true
    }

    /// Ends a session; its user, if there was one.
    mutating func end(_ digest: SessionToken.Digest) -> String? {
        sessions.removeValue(forKey: digest)?.user
    }

    private func isLive(_ session: Session, at now: Instant) -> Bool {
        let longest = min(lifetime * SessionBook.lifetimes, max(SessionBook.longest, lifetime))
        return session.usedAt.duration(to: now) < lifetime && session.begunAt.duration(to: now) < longest
    }
}
