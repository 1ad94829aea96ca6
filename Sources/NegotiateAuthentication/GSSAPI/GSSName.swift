internal import CGSSAPI

/// The name of an account or a service as GSSAPI holds it.
struct GSSName: ~Copyable {
    let handle: gss_name_t

    /// Takes a name in one of GSSAPI's forms.
    init(_ text: String, _ kind: gss_OID, _ mechanism: SecurityMechanism) throws(SecurityFailure) {
        var minor: OM_uint32 = 0
        var name: gss_name_t?
        let major = withGSSBuffer(Array(text.utf8)) { gss_import_name(&minor, $0, kind, &name) }
        guard major == 0, let name else {
            throw SecurityFailure("The name \(text) cannot be used", major, minor, mechanism)
        }
        handle = name
    }

    deinit {
        var minor: OM_uint32 = 0
        var handle: gss_name_t? = handle
        gss_release_name(&minor, &handle)
    }
}
