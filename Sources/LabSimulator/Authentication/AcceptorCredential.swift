internal import CGSSAPI

/// What a computer needs to be logged on to: the keys of its keytab, the users of its NTLM file.
///
/// Where these are, the environment says (``LogOnEnvironment``).
final class AcceptorCredential {
    let handle: gss_cred_id_t

    /// Takes what there is for the mechanisms that a scheme may lead to; reads files.
    init(_ scheme: LogOnScheme, _ mechanisms: Set<LabMechanism>) throws(MechanismFailure) {
        let inner = mechanisms.map(\.identifier)
        // Windows also takes a mechanism's token that comes without SPNEGO around it.
        let outer = scheme == .negotiate ? [rollcall_mechanism_spnego()] + inner : inner
        var minor: OM_uint32 = 0
        var credential: gss_cred_id_t?
        let major = Self.withSet(outer) { set in
            gss_acquire_cred(&minor, nil, OM_uint32.max, set, GSS_C_ACCEPT, &credential, nil, nil)
        }
        guard major == 0, let credential else { throw MechanismFailure("there are no keys or users", major, minor) }
        handle = credential
        guard scheme == .negotiate else { return }
        let offered = Self.withSet(inner) { gss_set_neg_mechs(&minor, credential, $0) }
        guard offered == 0 else { throw MechanismFailure("SPNEGO cannot offer the mechanisms", offered, minor) }
    }

    deinit {
        var minor: OM_uint32 = 0
        var handle: gss_cred_id_t? = handle
        gss_release_cred(&minor, &handle)
    }

    /// Lends a set of mechanisms to a call.
    private static func withSet<Result>(_ mechanisms: [gss_OID], _ body: (gss_OID_set) -> Result) -> Result {
        var elements = mechanisms.map(\.pointee)
        return elements.withUnsafeMutableBufferPointer { elements in
            var set = gss_OID_set_desc(count: elements.count, elements: elements.baseAddress)
            return body(&set)
        }
    }
}

extension LabMechanism {
    /// The mechanism's object identifier.
    var identifier: gss_OID {
        switch self {
        case .kerberos: rollcall_mechanism_kerberos()
        case .ntlm: rollcall_mechanism_ntlm()
        }
    }

    /// The mechanism of an object identifier.
    init?(_ identifier: gss_OID) {
        if gss_oid_equal(identifier, rollcall_mechanism_kerberos()) != 0 {
            self = .kerberos
        } else if gss_oid_equal(identifier, rollcall_mechanism_ntlm()) != 0 {
            self = .ntlm
        } else {
            return nil
        }
    }
}
