internal import CGSSAPI
internal import Synchronization

/// Contexts by GSSAPI: Kerberos of MIT, NTLM of gss-ntlmssp.
package final class GSSContextSource: SecurityContextSource {
    private let service: String
    private let breaker: KDCBreaker
    private let refusalMemory: Duration
    private let logIns = Mutex<[String: KerberosLogIn]>([:])
    /// For what may wait for a key distribution centre.
    private let kerberosThreads: SecurityThreads
    /// For what GSSAPI does by itself, which must not wait behind the others.
    private let stepThreads: SecurityThreads

    /// Makes a source; its threads end with it.
    ///
    /// - Parameters:
    ///   - service: the first half of the computers' service names.
    ///   - restLimit: for how long at most a realm whose centres do not answer is left alone.
    ///   - refusalMemory: for how long a realm that has refused an account is not asked for it again, as those would do
    ///     who were on their way when it did.
    package init(service: String = "HTTP", restLimit: Duration? = nil, refusalMemory: Duration = .zero) {
        self.service = service
        self.refusalMemory = refusalMemory
        breaker = KDCBreaker(rest: restLimit.map { min($0, KDCBreaker.longestRest) } ?? KDCBreaker.longestRest)
        kerberosThreads = SecurityThreads(count: 8)
        stepThreads = SecurityThreads(count: 2)
    }

    package func context(
        for host: String,
        as account: SecurityAccount,
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        bindings: ChannelBindings?,
        deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> any SecurityContext {
        switch mechanism {
        case .kerberos: try await kerberos(host, account, wrapping, bindings, deadline)
        case .ntlm: try await ntlm(host, account, wrapping, bindings, deadline)
        }
    }

    private func ntlm(
        _ host: String,
        _ account: SecurityAccount,
        _ wrapping: SecurityWrapping,
        _ bindings: ChannelBindings?,
        _ deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> any SecurityContext {
        guard case .password(let password) = account.proof else {
            throw SecurityFailure(.unusableCredential, "NTLM takes a password, not a keytab.")
        }
        let late = SecurityFailure(.tooLate, "The log-on did not begin in time.")
        let (service, threads) = (service, stepThreads)
        return try await threads.run(until: deadline, late: late) { () throws(SecurityFailure) in
            GSSContext(
                .ntlm,
                wrapping,
                target: try GSSName("\(service)@\(host)", rollcall_name_service(), .ntlm),
                credential: try GSSCredential.ntlm(UserName(account.username).forNTLM, password, wrapping),
                bindings: bindings,
                threads: threads
            )
        }
    }

    private func kerberos(
        _ host: String,
        _ account: SecurityAccount,
        _ wrapping: SecurityWrapping,
        _ bindings: ChannelBindings?,
        _ deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> any SecurityContext {
        let logIn = logIn(of: account)
        var ticket = try await logIn.ticket(for: account, deadline: deadline)
        do throws(SecurityFailure) {
            return try await context(host, account, ticket, wrapping, bindings, deadline)
        } catch  where error.code == .expired {
            // It has ended on the way, or the realm does not know it any more; so once more, with a new one.
            logIn.drop(ticket)
            ticket = try await logIn.ticket(for: account, deadline: deadline)
            return try await context(host, account, ticket, wrapping, bindings, deadline)
        }
    }

    /// Gets the ticket for the computer and makes the context with it.
    private func context(
        _ host: String,
        _ account: SecurityAccount,
        _ ticket: KerberosTicket,
        _ wrapping: SecurityWrapping,
        _ bindings: ChannelBindings?,
        _ deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> any SecurityContext {
        let key = Self.key(of: account, host)
        let late = SecurityFailure(.kdcUnreachable, "No ticket for \(service)/\(host) came in time.")
        let (service, breaker, threads) = (service, breaker, stepThreads)
        do throws(SecurityFailure) {
            return try await kerberosThreads.run(until: deadline, late: late) { () throws(SecurityFailure) in
                let principal = try ticket.obtainService(service, on: host, key, breaker)
                return GSSContext(
                    .kerberos,
                    wrapping,
                    target: try GSSName(principal, rollcall_name_principal(), .kerberos),
                    credential: try GSSCredential.kerberos(ticket, wrapping),
                    bindings: bindings,
                    threads: threads,
                    onRefusal: { ticket.refused(service, by: host) }
                )
            }
        } catch {
            if error == late { breaker.gaveUp(key) }
            throw error
        }
    }

    /// What is left alone when no ticket for a computer comes: the computer's domain, since that may be another realm's,
    /// which is no reason to leave the account's alone.
    private static func key(of account: SecurityAccount, _ host: String) -> String {
        let domain = host.split(separator: ".", maxSplits: 1).dropFirst().first.map { $0.lowercased() }
        return "\(realm(of: account)) and \(domain ?? "names without a domain")"
    }

    private func logIn(of account: SecurityAccount) -> KerberosLogIn {
        logIns.withLock { logIns in
            let key = "\(account.id) \(account.username)"
            if let known = logIns[key] { return known }
            let logIn = KerberosLogIn(
                realm: Self.realm(of: account),
                threads: kerberosThreads,
                breaker: breaker,
                memory: refusalMemory
            )
            logIns[key] = logIn
            return logIn
        }
    }

    private static func realm(of account: SecurityAccount) -> String {
        UserName(account.username).realm?.uppercased() ?? "the default realm"
    }

    /// How many contexts there are in this process, for whoever looks for what is never freed.
    package static var liveContexts: Int { GSSContext.liveCount }

    /// How many Kerberos tickets there are in this process.
    package static var liveTickets: Int { KerberosTicket.liveCount }
}
