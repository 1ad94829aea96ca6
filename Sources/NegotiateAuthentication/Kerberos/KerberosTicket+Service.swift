internal import CGSSAPI
internal import Synchronization

extension KerberosTicket {
    /// Hears that a computer has refused its ticket.
    ///
    /// Its key may be another by now, and what is in the cache would be refused until it ends, hours later. To ask for a
    /// new one shows the realm no password, so it counts towards no lock-out.
    func refused(_ service: String, by host: String) {
        refused.withLock { _ = $0.insert("\(service)/\(host)") }
    }

    /// Gets a ticket for a service of a computer into the cache, unless one is there that the computer has not refused;
    /// may block as long as libkrb5 tries.
    ///
    /// Before GSSAPI is asked, which then finds it there: only libkrb5 tells by number why there is none, and the first
    /// token is made without a wait.
    ///
    /// - Parameters:
    ///   - service: the first half of the service's name, `HTTP` as a rule.
    ///   - host: the second, taken as it is: names that DNS gives are not to be trusted.
    ///   - key: what the breaker knows the host's realm by; it is asked before a key distribution centre is.
    ///   - breaker: what gives leave to.
    /// - Returns: the principal to give GSSAPI.
    /// - Throws: why there is none.
    func obtainService(
        _ service: String,
        on host: String,
        _ key: String,
        _ breaker: KDCBreaker
    ) throws(SecurityFailure) -> String {
        let library = try KerberosLibrary()
        let doing = "No ticket for \(service)/\(host)"
        var store: krb5_ccache?
        try library.check(krb5_cc_resolve(library.handle, cache, &store), .service, doing)
        defer { if let store { krb5_cc_close(library.handle, store) } }
        var request = krb5_creds()
        defer { krb5_free_cred_contents(library.handle, &request) }
        try library.check(krb5_cc_get_principal(library.handle, store, &request.client), .service, doing)
        // Without canonicalisation by DNS, whatever krb5.conf says.
        let kind = krb5_int32(KRB5_NT_UNKNOWN)
        let status = krb5_sname_to_principal(library.handle, host, service, kind, &request.server)
        try library.check(status, .service, doing)
        if refused.withLock({ $0.remove("\(service)/\(host)") != nil }) { library.drop(store, &request) }
        if try !library.get(krb5_flags(KRB5_GC_CACHED), store, &request, doing) {
            try breaker.enter(key)
            do throws(SecurityFailure) {
                _ = try library.get(0, store, &request, doing)
            } catch {
                breaker.ended(key, error)
                throw error
            }
            breaker.ended(key, nil)
        }
        var name: UnsafeMutablePointer<CChar>?
        try library.check(krb5_unparse_name(library.handle, request.server, &name), .service, doing)
        defer { krb5_free_unparsed_name(library.handle, name) }
        return name.map { String(cString: $0) } ?? ""
    }
}

extension KerberosLibrary {
    /// Takes a service's ticket out of the cache.
    ///
    /// In whatever realm: where no configuration names the computer's, libkrb5 keeps it both without a realm and with the
    /// one that it turned out to be. A cache that lets nothing be taken out stays as it is.
    fileprivate borrowing func drop(_ store: krb5_ccache?, _ request: inout krb5_creds) {
        krb5_cc_remove_cred(handle, store, KRB5_TC_MATCH_SRV_NAMEONLY, &request)
    }

    /// Has a ticket in the cache.
    ///
    /// - Returns: false when only the cache was asked and it is not there.
    fileprivate borrowing func get(
        _ flags: krb5_flags,
        _ store: krb5_ccache?,
        _ request: inout krb5_creds,
        _ doing: String
    ) throws(SecurityFailure) -> Bool {
        var ticket: UnsafeMutablePointer<krb5_creds>?
        let status = krb5_get_credentials(handle, flags, store, &request, &ticket)
        defer { krb5_free_creds(handle, ticket) }
        if flags != 0, Int(status) == KRB5_CC_NOTFOUND || Int(status) == KRB5_CC_NOT_KTYPE { return false }
        try check(status, .service, doing)
        return true
    }
}
