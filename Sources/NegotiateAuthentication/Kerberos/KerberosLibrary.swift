internal import CGSSAPI
internal import Glibc

/// A context of libkrb5, which one thread uses; made for each call, so that a changed krb5.conf counts from the next one.
struct KerberosLibrary: ~Copyable {
    /// What was asked for when an error came, since the same number means something else.
    enum Request { case logOn, service }

    let handle: krb5_context

    init() throws(SecurityFailure) {
        var context: krb5_context?
        let status = krb5_init_context(&context)
        guard status == 0, let context else {
            throw SecurityFailure(.unusableCredential, "krb5.conf cannot be used (error \(status)).")
        }
        handle = context
    }

    deinit { krb5_free_context(handle) }

    /// Throws what a status other than success means.
    func check(_ status: krb5_error_code, _ request: Request, _ doing: String) throws(SecurityFailure) {
        guard status != 0 else { return }
        let text = krb5_get_error_message(handle, status)
        defer { krb5_free_error_message(handle, text) }
        let sentence = text.map { String(cString: $0) } ?? "error \(status)"
        throw SecurityFailure(Self.code(of: Int(status), request), "\(doing): \(sentence)")
    }

    /// What a number means that came for what was asked.
    static func code(of status: Int, _ request: Request) -> SecurityFailure.Code {
        switch status {
        case KRB5_KDC_UNREACH, KRB5_REALM_UNKNOWN, KRB5_REALM_CANT_RESOLVE, KRB5KDC_ERR_SVC_UNAVAILABLE:
            .kdcUnreachable
        case KRB5KRB_AP_ERR_SKEW, KRB5_KDCREP_SKEW, KRB5KRB_AP_ERR_TKT_NYV, KRB5KDC_ERR_NEVER_VALID: .clockSkew
        case KRB5KRB_AP_ERR_TKT_EXPIRED: .expired
        case KRB5KRB_AP_ERR_BAD_INTEGRITY where request == .logOn:
            // An answer that the password does not open, from a realm that did not ask for it first.
            .refused
        // A ticket that the realm cannot read any more, since its own keys have changed (MIT's KDC has no better code than
        // the general one); says nothing of the password.
        case KRB5KRB_AP_ERR_BAD_INTEGRITY, KRB5KRB_AP_ERR_MODIFIED, KRB5KRB_AP_ERR_BADKEYVER, KRB5KRB_AP_ERR_NOKEY,
            KRB5KDC_ERR_TGT_REVOKED, KRB5KRB_ERR_GENERIC:
            request == .service ? .expired : .notGranted
        case KRB5_CONFIG_NODEFREALM, KRB5_CONFIG_BADFORMAT, KRB5_PARSE_MALFORMED, KRB5_KT_NOTFOUND, KRB5_KT_IOERR,
            KRB5_KT_NAME_TOOLONG, KRB5_KT_UNKNOWN_TYPE, KRB5_KEYTAB_BADVNO, Int(ENOENT), Int(EACCES), Int(EISDIR):
            .unusableCredential
        case KRB5KDC_ERR_PREAUTH_FAILED, KRB5_PREAUTH_FAILED,
            KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, KRB5KDC_ERR_CLIENT_REVOKED, KRB5KDC_ERR_NAME_EXP, KRB5KDC_ERR_KEY_EXP:
            .refused
        // Whatever else a key distribution centre answers: no log-on for this account, no ticket for this service.
        case KRB5KDC_ERR_NONE...KRB5KDC_ERR_NONE + 127: request == .logOn ? .notGranted : .unknownService
        default: .badToken
        }
    }
}
