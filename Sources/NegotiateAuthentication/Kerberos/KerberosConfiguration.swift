internal import CGSSAPI
internal import Glibc

/// What krb5.conf says, as far as a person may have to mend it.
package struct KerberosConfiguration: Sendable {
    /// What Debian's package writes where nobody has said a realm; whoever is of that one can write it out.
    private static let sampleRealm = "ATHENA.MIT.EDU"

    /// The realm of names that have none; nil where none is set, or only that of a package's sample.
    package let defaultRealm: String?
    /// The key distribution centres that are written down for each realm that was asked for, as `host` or `host:port`.
    package let centres: [String: [String]]
    /// Whether those that are not written down are looked for in DNS.
    package let looksInDNS: Bool

    /// Reads it, as libkrb5 does.
    ///
    /// - Parameters:
    ///   - realms: those whose key distribution centres are wanted.
    ///   - path: the file; nil for that which libkrb5 reads in this process.
    /// - Returns: what it says.
    /// - Throws: ``SecurityFailure`` when libkrb5 cannot use it.
    package static func read(
        realms: [String],
        from path: String? = nil
    ) throws(SecurityFailure) -> KerberosConfiguration {
        let profile = if let path { try profile(path) } else { try currentProfile() }
        defer { profile_release(profile) }
        let defaultRealm = values(["libdefaults", "default_realm"], profile).first
        let all = Set(realms + [defaultRealm].compactMap(\.self))
        let lookUp = ["dns_lookup_kdc", "dns_fallback"].compactMap { values(["libdefaults", $0], profile).first }.first
        return KerberosConfiguration(
            defaultRealm: defaultRealm == sampleRealm ? nil : defaultRealm,
            centres: Dictionary(uniqueKeysWithValues: all.map { ($0, values(["realms", $0, "kdc"], profile)) }),
            // Whatever else is written there is a no to libkrb5.
            looksInDNS: lookUp.map { ["y", "yes", "true", "t", "1", "on"].contains($0.lowercased()) } ?? true
        )
    }

    private static func currentProfile() throws(SecurityFailure) -> OpaquePointer {
        let library = try KerberosLibrary()
        var profile: OpaquePointer?
        guard krb5_get_profile(library.handle, &profile) == 0, let profile else {
            throw SecurityFailure(.unusableCredential, "krb5.conf cannot be read.")
        }
        return profile
    }

    private static func profile(_ path: String) throws(SecurityFailure) -> OpaquePointer {
        var profile: OpaquePointer?
        let status = profile_init_path(path, &profile)
        guard status == 0, let profile else {
            let text = krb5_get_error_message(nil, krb5_error_code(status))
            let reason = text.map { String(cString: $0) } ?? "error \(status)"
            throw SecurityFailure(.unusableCredential, "\(path) is no krb5.conf that can be used (\(reason)).")
        }
        // What comes before the first section is passed over, so any text that has none would do.
        guard !sections(profile).isEmpty else {
            profile_release(profile)
            throw SecurityFailure(
                .unusableCredential,
                "\(path) is no krb5.conf: it has no section such as [libdefaults]."
            )
        }
        return profile
    }

    private static func sections(_ profile: OpaquePointer) -> [String] {
        var names: [UnsafePointer<CChar>?] = [nil]
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard profile_get_subsection_names(profile, &names, &list) == 0, let list else { return [] }
        return texts(list)
    }

    /// All values of a name.
    private static func values(_ path: [String], _ profile: OpaquePointer) -> [String] {
        let copies = path.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var names = copies.map { UnsafePointer($0) } + [nil]
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard profile_get_values(profile, &names, &list) == 0, let list else { return [] }
        return texts(list)
    }

    /// Copies a list of libprofile's, and frees it.
    private static func texts(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> [String] {
        defer { profile_free_list(list) }
        var texts: [String] = []
        var next = list
        while let text = next.pointee {
            texts.append(String(cString: text))
            next += 1
        }
        return texts
    }
}
