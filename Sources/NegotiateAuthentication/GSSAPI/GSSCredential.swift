internal import CGSSAPI

/// What GSSAPI needs of an account to prove it by one mechanism; used by one context.
struct GSSCredential: ~Copyable {
    let handle: gss_cred_id_t
    /// Keeps the ticket's cache for as long as the handle refers to it.
    private let ticket: KerberosTicket?

    /// A cache, or a keytab, that nothing is ever put into.
    private static let nothing = "MEMORY:rollcall-nothing"

    private init(handle: gss_cred_id_t, ticket: KerberosTicket?) {
        self.handle = handle
        self.ticket = ticket
    }

    deinit {
        var minor: OM_uint32 = 0
        var handle: gss_cred_id_t? = handle
        gss_release_cred(&minor, &handle)
    }

    /// An account with a password, for NTLM; nobody is asked anything yet.
    ///
    /// Not by `gss_acquire_cred_with_password`: for SPNEGO that asks every mechanism, and Kerberos logs on there and then,
    /// with a name that may be none of its own, at a realm that may never answer. The password goes by a key that only
    /// gss-ntlmssp knows, as ``NTHash``, and Kerberos is shown caches with nothing in them.
    static func ntlm(
        _ username: String,
        _ password: @Sendable () -> [UInt8],
        _ wrapping: SecurityWrapping
    ) throws(SecurityFailure) -> GSSCredential {
        let name = try GSSName(username, rollcall_name_user(), .ntlm)
        let (major, minor, handle) = try NTHash.withDigits(of: password) { hash in
            nothing.withCString { nothing in
                acquire(
                    name.handle,
                    .ntlm,
                    wrapping,
                    [("ntlmssp_nthash", hash), ("ccache", nothing), ("client_keytab", nothing)]
                )
            }
        }
        guard major == 0, let handle else {
            throw SecurityFailure("NTLM cannot be used as \(username)", major, minor, .ntlm)
        }
        return try GSSCredential(handle: handle, ticket: nil).offering(.ntlm, wrapping)
    }

    /// An account with a ticket, for Kerberos.
    ///
    /// With no keys of clients: where the machine has some by default, GSSAPI would log on with them by itself.
    static func kerberos(
        _ ticket: KerberosTicket,
        _ wrapping: SecurityWrapping
    ) throws(SecurityFailure) -> GSSCredential {
        let (major, minor, handle) = ticket.cache.withCString { cache in
            nothing.withCString { nothing in
                acquire(nil, .kerberos, wrapping, [("ccache", cache), ("client_keytab", nothing)])
            }
        }
        guard major == 0, let handle else {
            throw SecurityFailure("The ticket of \(ticket.principal) cannot be used", major, minor, .kerberos)
        }
        return try GSSCredential(handle: handle, ticket: ticket).offering(.kerberos, wrapping)
    }

    /// Has GSSAPI take what it needs from a store of its own kind: keys, and where their values are.
    private static func acquire(
        _ name: gss_name_t?,
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        _ store: [(key: StaticString, value: UnsafePointer<CChar>)]
    ) -> (major: OM_uint32, minor: OM_uint32, handle: gss_cred_id_t?) {
        var elements = store.map { element in
            // A literal ends with a NUL.
            element.key.utf8Start.withMemoryRebound(to: CChar.self, capacity: element.key.utf8CodeUnitCount + 1) {
                gss_key_value_element_desc(key: $0, value: element.value)
            }
        }
        var minor: OM_uint32 = 0
        var handle: gss_cred_id_t?
        let major = elements.withUnsafeMutableBufferPointer { elements in
            var store = gss_key_value_set_desc(count: OM_uint32(elements.count), elements: elements.baseAddress)
            return withMechanism(mechanism.identifier(wrapping)) {
                gss_acquire_cred_from(&minor, name, OM_uint32.max, $0, GSS_C_INITIATE, &store, &handle, nil, nil)
            }
        }
        return (major, minor, handle)
    }

    /// Has SPNEGO offer one mechanism, not fall from one to the other: each try may count as a bad log-on.
    private consuming func offering(
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping
    ) throws(SecurityFailure) -> GSSCredential {
        guard wrapping == .negotiate else { return self }
        var minor: OM_uint32 = 0
        let major = withMechanism(mechanism.identifier) { gss_set_neg_mechs(&minor, handle, $0) }
        guard major == 0 else {
            throw SecurityFailure("SPNEGO cannot be used with \(mechanism.rawValue) alone", major, minor, mechanism)
        }
        return self
    }
}

/// Lends a set of one mechanism to a call.
private func withMechanism<Result>(_ mechanism: gss_OID, _ body: (gss_OID_set) -> Result) -> Result {
    var set = gss_OID_set_desc(count: 1, elements: mechanism)
    return body(&set)
}
