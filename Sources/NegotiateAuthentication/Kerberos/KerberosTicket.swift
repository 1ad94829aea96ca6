internal import CGSSAPI
internal import Synchronization

/// A ticket-granting ticket in a cache of its own in memory, which is destroyed with the last who use it.
///
/// Never the user's default cache. Tickets for computers gather in the cache too, one for each; a renewed ticket begins a
/// new one.
final class KerberosTicket: Sendable {
    private static let number = Atomic(0)
    private static let count = Atomic(0)
    /// How many there are, for whoever looks for what is never freed.
    static var liveCount: Int { count.load(ordering: .relaxed) }

    /// Whose it is, as configured.
    let principal: String
    /// The cache's name.
    let cache: String
    /// How long it was good for when it was given.
    let lifetime: Duration
    /// When it was asked for.
    let obtained: ContinuousClock.Instant
    /// The services that have refused their tickets, which are got anew before they are shown again.
    let refused = Mutex<Set<String>>([])

    /// Takes a cache over, and makes up a name for it where there is none yet.
    init(
        principal: String,
        cache: String = KerberosTicket.freshCache(),
        lifetime: Duration,
        obtained: ContinuousClock.Instant
    ) {
        self.principal = principal
        self.cache = cache
        self.lifetime = lifetime
        self.obtained = obtained
        Self.count.add(1, ordering: .relaxed)
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
        guard let library = try? KerberosLibrary() else { return }
        Self.destroy(cache, library)
    }

    /// A name that no other cache of this process has.
    static func freshCache() -> String {
        "MEMORY:rollcall-\(number.add(1, ordering: .relaxed).newValue)"
    }

    /// Logs on at the account's key distribution centre; blocks until that has answered or libkrb5 gives up.
    static func obtain(for account: SecurityAccount) throws(SecurityFailure) -> KerberosTicket {
        guard let principal = UserName(account.username).principal else {
            throw SecurityFailure(
                .unusableCredential,
                "Kerberos takes user@REALM, not DOMAIN\\user: \(account.username)"
            )
        }
        let library = try KerberosLibrary()
        let cache = freshCache()
        // On the clock that does not jump: the lifetime is the difference of two times of the realm's clock.
        let obtained = ContinuousClock.now
        do throws(SecurityFailure) {
            let seconds = try library.logOn(principal, account.proof, into: cache)
            return KerberosTicket(
                principal: principal,
                cache: cache,
                lifetime: .seconds(seconds),
                obtained: obtained
            )
        } catch {
            destroy(cache, library)
            throw error
        }
    }

    private static func destroy(_ cache: String, _ library: borrowing KerberosLibrary) {
        var handle: krb5_ccache?
        if krb5_cc_resolve(library.handle, cache, &handle) == 0, let handle { krb5_cc_destroy(library.handle, handle) }
    }
}
