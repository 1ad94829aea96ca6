internal import Crypto

/// Which credentials of HTTP Basic were right a short time ago, so that a scraper does not cost a hash each time.
///
/// What is kept is an HMAC under a key of this process; a credential is found only while its user's line is the same.
struct BasicCache: Sendable {
    typealias Instant = ContinuousClock.Instant

    static let lifetime = Duration.seconds(300)
    static let capacity = 256

    private struct Entry {
        var user: BoardUser
        var until: Instant
    }

    private let key = SymmetricKey(size: .bits256)
    private var entries: [[UInt8]: Entry] = [:]

    /// How many are kept.
    var count: Int { entries.count }

    /// Whether these credentials were right a short time ago, and still are those of the user that has the name now.
    mutating func knows(_ credentials: LogOnCredentials, of user: BoardUser, at now: Instant) -> Bool {
        let digest = digest(credentials)
        guard let entry = entries[digest] else { return false }
        guard now < entry.until, user.hash == entry.user.hash else {
            entries[digest] = nil
            return false
        }
        return true
    }

    /// Keeps credentials that are right.
    mutating func keep(_ credentials: LogOnCredentials, of user: BoardUser, at now: Instant) {
        if entries.count >= BasicCache.capacity { entries = entries.filter { now < $0.value.until } }
        if entries.count >= BasicCache.capacity { entries.removeAll() }
        entries[digest(credentials)] = Entry(user: user, until: now.advanced(by: BasicCache.lifetime))
    }

    /// What stands for credentials; of it nobody makes them.
    func digest(_ credentials: LogOnCredentials) -> [UInt8] {
        // A user's name holds no colon, so no two pairs make one text.
        let text = Array("\(credentials.name):\(credentials.password)".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: text, using: key))
    }
}
