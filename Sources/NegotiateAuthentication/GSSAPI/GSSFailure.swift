internal import CGSSAPI

extension SecurityFailure {
    /// Reads what a call of GSSAPI gave that did not succeed.
    ///
    /// By the major status alone. The minor one is the mechanism's, but comes numbered anew where the call went through
    /// SPNEGO; what only Kerberos can tell apart is asked of libkrb5 itself, before.
    init(_ doing: String, _ major: OM_uint32, _ minor: OM_uint32, _ mechanism: SecurityMechanism) {
        let code: Code =
            switch rollcall_routine_error(major) {
            case rollcall_bad_mechanism, rollcall_no_credential: .noMechanism
            case rollcall_credential_expired, rollcall_context_expired: .expired
            default: .badToken
            }
        let texts = [
            Self.text(major, GSS_C_GSS_CODE, nil),
            minor == 0 ? nil : Self.text(minor, GSS_C_MECH_CODE, mechanism.identifier),
        ]
        self.init(code, "\(doing): \(texts.compactMap(\.self).joined(separator: "; "))")
    }

    private static func text(_ status: OM_uint32, _ kind: Int32, _ mechanism: gss_OID?) -> String? {
        var minor: OM_uint32 = 0
        var more: OM_uint32 = 0
        var text = GSSBuffer()
        // The first of several sentences tells the routine error; the others repeat what the flags say.
        let major = gss_display_status(&minor, status, kind, mechanism, &more, &text.contents)
        return rollcall_is_error(major) != 0 ? nil : String(decoding: text.bytes, as: UTF8.self)
    }
}
