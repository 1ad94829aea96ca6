internal import CGSSAPI

extension SecurityMechanism {
    /// The mechanism's object identifier.
    var identifier: gss_OID {
        switch self {
        case .kerberos: rollcall_mechanism_kerberos()
        case .ntlm: rollcall_mechanism_ntlm()
        }
    }

    /// The identifier by which tokens are made.
    func identifier(_ wrapping: SecurityWrapping) -> gss_OID {
        wrapping == .negotiate ? rollcall_mechanism_spnego() : identifier
    }

    /// Whether GSSAPI has it here: NTLM is a plugin, gss-ntlmssp, which is looked for when it is asked for.
    package var isInstalled: Bool {
        var minor: OM_uint32 = 0
        var mechanisms: gss_OID_set?
        guard gss_indicate_mechs(&minor, &mechanisms) == 0 else { return false }
        defer { gss_release_oid_set(&minor, &mechanisms) }
        var isPresent: Int32 = 0
        return gss_test_oid_set_member(&minor, identifier, mechanisms, &isPresent) == 0 && isPresent != 0
    }
}
