internal import CGSSAPI
internal import Synchronization

/// Contexts by GSSAPI: Kerberos of MIT, NTLM of gss-ntlmssp.
package final class GSSContextSource: SecurityContextSource {
    private let service: String
    private let breaker = KDCBreaker()
    private let logIns = Mutex<[String: KerberosLogIn]>([:])
    /// For what may wait for a key distribution centre.
    private let kerberosThreads: SecurityThreads
    /// For what GSSAPI does by itself, which must not wait behind the others.
    private let stepThreads: SecurityThreads

    /// Makes a source; its threads end with it.
    ///
    /// - Parameter service: the first half of the computers' service names.
    package init(service: String = "HTTP") {
        self.service = service
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
                threads: threads,
                deadline: deadline
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
        let principal: String
        do throws(SecurityFailure) {
            principal = try await serviceTicket(host, account, ticket, deadline)
        } catch  where error.code == .expired {
            // The realm sees its end before this machine does, or has forgotten it; so once more, with a new one.
            logIn.drop(ticket)
            ticket = try await logIn.ticket(for: account, deadline: deadline)
            principal = try await serviceTicket(host, account, ticket, deadline)
        }
        return GSSContext(
            .kerberos,
            wrapping,
            target: try GSSName(principal, rollcall_name_principal(), .kerberos),
            credential: try GSSCredential.kerberos(ticket, wrapping),
            bindings: bindings,
            threads: stepThreads,
            deadline: deadline
        )
    }

    private func serviceTicket(
        _ host: String,
        _ account: SecurityAccount,
        _ ticket: KerberosTicket,
        _ deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> String {
        // By the computer's domain, since that may be another realm's, which is no reason to leave the account's alone.
        let domain = host.split(separator: ".", maxSplits: 1).dropFirst().first.map { $0.lowercased() } ?? host
        let key = "\(Self.realm(of: account)) and \(domain)"
        let late = SecurityFailure(.kdcUnreachable, "No ticket for \(service)/\(host) came in time.")
        let (service, breaker) = (service, breaker)
        do throws(SecurityFailure) {
            return try await kerberosThreads.run(until: deadline, late: late) { () throws(SecurityFailure) in
                var hasAsked = false
                let mayAsk = { () throws(SecurityFailure) in
                    try breaker.enter(key)
                    hasAsked = true
                }
                let result = Result { () throws(SecurityFailure) in
                    try ticket.obtainService(service, on: host, mayAsk: mayAsk)
                }
                if hasAsked { breaker.ended(key, result.failure) }
                return try result.get()
            }
        } catch {
            if error == late { breaker.ended(key, error) }
            throw error
        }
    }

    private func logIn(of account: SecurityAccount) -> KerberosLogIn {
        logIns.withLock { logIns in
            let key = "\(account.id) \(account.username)"
            if let known = logIns[key] { return known }
            let logIn = KerberosLogIn(realm: Self.realm(of: account), threads: kerberosThreads, breaker: breaker)
            logIns[key] = logIn
            return logIn
        }
    }

    private static func realm(of account: SecurityAccount) -> String {
        UserName(account.username).realm?.uppercased() ?? "the default realm"
    }
}
