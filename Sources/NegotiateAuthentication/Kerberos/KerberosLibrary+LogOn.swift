internal import CGSSAPI
internal import Glibc

extension KerberosLibrary {
    /// Gets a ticket-granting ticket and stores it in a cache.
    ///
    /// - Returns: how many seconds it is good for.
    borrowing func logOn(
        _ principal: String,
        _ proof: SecurityAccount.Proof,
        into cache: String
    ) throws(SecurityFailure) -> Int {
        let doing = "The log-on of \(principal) failed"
        var client: krb5_principal?
        try check(krb5_parse_name(handle, principal, &client), .logOn, doing)
        defer { krb5_free_principal(handle, client) }
        var store: krb5_ccache?
        try check(krb5_cc_resolve(handle, cache, &store), .logOn, doing)
        defer { if let store { krb5_cc_close(handle, store) } }
        var options: UnsafeMutablePointer<krb5_get_init_creds_opt>?
        try check(krb5_get_init_creds_opt_alloc(handle, &options), .logOn, doing)
        defer { krb5_get_init_creds_opt_free(handle, options) }
        krb5_get_init_creds_opt_set_forwardable(options, 0)
        krb5_get_init_creds_opt_set_proxiable(options, 0)
        try check(krb5_get_init_creds_opt_set_out_ccache(handle, options, store), .logOn, doing)
        var ticket = krb5_creds()
        defer { krb5_free_cred_contents(handle, &ticket) }
        try obtain(&ticket, client, proof, options, doing)
        try Self.checkClock(end: ticket.times.endtime, now: Int(time(nil)))
        let start = ticket.times.starttime == 0 ? ticket.times.authtime : ticket.times.starttime
        // Unsigned and with wrap-around, as libkrb5 itself computes: its times are 32 bits wide. Whole seconds they are,
        // of which one may have begun before.
        return max(0, Int(UInt32(bitPattern: ticket.times.endtime &- start)) - 1)
    }

    /// Tells a clock here that is past the end of a ticket which was just given.
    ///
    /// libkrb5 goes by the realm's clock when it asks, but GSSAPI by this computer's when it uses the ticket, and says of
    /// that no more than that it has ended.
    static func checkClock(end: krb5_timestamp, now: Int) throws(SecurityFailure) {
        let past = Int32(truncatingIfNeeded: now) &- end
        // Less may be a ticket of seconds, and a slow computer.
        guard past > 60 else { return }
        throw SecurityFailure(
            .clockSkew,
            "The realm's ticket ended \(past / 60) min ago by this computer's clock, which is ahead of the realm's."
        )
    }

    /// Asks the key distribution centre once.
    ///
    /// By parts, since `krb5_get_init_creds_password` takes a refusal to the realm's primary one as well, in case it has a
    /// newer password: two bad log-ons for one try.
    private borrowing func obtain(
        _ ticket: inout krb5_creds,
        _ client: krb5_principal?,
        _ proof: SecurityAccount.Proof,
        _ options: UnsafeMutablePointer<krb5_get_init_creds_opt>?,
        _ doing: String
    ) throws(SecurityFailure) {
        // Read by the request as long as that lives, so closed after it.
        var keytab: krb5_keytab?
        defer { if let keytab { krb5_kt_close(handle, keytab) } }
        // Without a prompter: an expired password is an error, not a question.
        var request: krb5_init_creds_context?
        try check(krb5_init_creds_init(handle, client, nil, nil, 0, options, &request), .logOn, doing)
        defer { krb5_init_creds_free(handle, request) }
        switch proof {
        case .password(let password):
            let status = try withPassword(password) { krb5_init_creds_set_password(handle, request, $0) }
            try check(status, .logOn, doing)
        case .keytab(let path):
            try open(path, &keytab)
            try check(krb5_init_creds_set_keytab(handle, request, keytab), .logOn, doing)
        }
        try check(krb5_init_creds_get(handle, request), .logOn, doing)
        try check(krb5_init_creds_get_creds(handle, request, &ticket), .logOn, doing)
    }

    private borrowing func open(_ path: String, _ keytab: inout krb5_keytab?) throws(SecurityFailure) {
        let doing = "The keytab \(path) cannot be used"
        try check(krb5_kt_resolve(handle, "FILE:\(path)", &keytab), .logOn, doing)
        // Else a missing file would be taken for keys that do not fit, and cost a refusal.
        try check(krb5_kt_have_content(handle, keytab), .logOn, doing)
    }
}
