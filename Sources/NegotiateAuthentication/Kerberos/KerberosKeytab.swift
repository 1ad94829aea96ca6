internal import CGSSAPI

/// A file with keys of Kerberos.
enum KerberosKeytab {
    /// Looks whether it has a key of an account.
    ///
    /// - Throws: ``SecurityFailure`` with what is wrong of it and what to do.
    static func check(_ path: String, of principal: String) throws(SecurityFailure) {
        let library = try KerberosLibrary()
        var keytab: krb5_keytab?
        guard krb5_kt_resolve(library.handle, "FILE:\(path)", &keytab) == 0,
            krb5_kt_have_content(library.handle, keytab) == 0
        else {
            if let keytab { krb5_kt_close(library.handle, keytab) }
            throw SecurityFailure(
                .unusableCredential,
                "The keytab \(path) holds no keys: it is empty or no keytab, so make it anew (ktpass, ktutil)."
            )
        }
        defer { krb5_kt_close(library.handle, keytab) }
        var name: krb5_principal?
        try library.check(krb5_parse_name(library.handle, principal, &name), .logOn, "\(principal) is no name")
        defer { krb5_free_principal(library.handle, name) }
        var entry = krb5_keytab_entry()
        guard krb5_kt_get_entry(library.handle, keytab, name, 0, 0, &entry) == 0 else {
            throw SecurityFailure(
                .unusableCredential,
                "The keytab \(path) has no key of \(principal): write the username as \"klist -k \(path)\" shows it, or "
                    + "make the keytab anew."
            )
        }
        krb5_free_keytab_entry_contents(library.handle, &entry)
    }
}

extension SecurityAccount {
    /// Looks whether Kerberos can use the account, as far as that shows without asking anyone.
    ///
    /// - Throws: ``SecurityFailure`` with what is wrong and what to do.
    package func checkForKerberos() throws(SecurityFailure) {
        let name = UserName(username)
        guard let principal = name.principal else {
            throw SecurityFailure(.unusableCredential, "Kerberos takes user@REALM, not DOMAIN\\user.")
        }
        if name.realm == nil, try KerberosConfiguration.read(realms: []).defaultRealm == nil {
            throw SecurityFailure(
                .unusableCredential,
                "Kerberos needs the account's realm, and krb5.conf names no default of yours: write the username as "
                    + "user@REALM, such as \(name.account)@CAMPUS.EXAMPLE."
            )
        }
        if case .keytab(let path) = proof { try KerberosKeytab.check(path, of: principal) }
    }
}
