internal import CGSSAPI
internal import Glibc

/// What krb5.conf says, as far as a person may have to mend it.
package struct KerberosConfiguration: Sendable {
    /// The realm of names that have none; nil where none is set.
    package let defaultRealm: String?
    /// The key distribution centres that are written down for each realm that was asked for, as `host` or `host:port`.
    package let centres: [String: [String]]

    /// Reads it, as libkrb5 does.
    ///
    /// - Throws: ``SecurityFailure`` when libkrb5 cannot use it.
    package static func read(realms: [String]) throws(SecurityFailure) -> KerberosConfiguration {
        let library = try KerberosLibrary()
        var profile: OpaquePointer?
        guard krb5_get_profile(library.handle, &profile) == 0, let profile else {
            throw SecurityFailure(.unusableCredential, "krb5.conf cannot be read.")
        }
        defer { profile_release(profile) }
        let defaultRealm = values(["libdefaults", "default_realm"], profile).first
        let all = Set(realms + [defaultRealm].compactMap(\.self))
        return KerberosConfiguration(
            defaultRealm: defaultRealm,
            centres: Dictionary(uniqueKeysWithValues: all.map { ($0, values(["realms", $0, "kdc"], profile)) })
        )
    }

    /// All values of a name.
    private static func values(_ path: [String], _ profile: OpaquePointer) -> [String] {
        let copies = path.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var names = copies.map { UnsafePointer($0) } + [nil]
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard profile_get_values(profile, &names, &list) == 0, let list else { return [] }
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
