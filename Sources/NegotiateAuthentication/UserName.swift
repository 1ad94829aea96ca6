/// The forms in which the name of a Windows account is written.
package struct UserName: Sendable, Hashable {
    /// The NetBIOS name before a backslash; nil when none is written, or a dot, which is the computer itself.
    package let domain: String?
    /// Whether there is a backslash: then it is no name of Kerberos's.
    private let hasBackslash: Bool
    /// The account's own name.
    package let account: String
    /// What comes after the last at sign.
    package let realm: String?

    /// Reads a name; a backslash goes before an at sign.
    package init(_ text: String) {
        if let backslash = text.firstIndex(of: "\\") {
            let domain = text[..<backslash]
            hasBackslash = true
            self.domain = domain == "." || domain.isEmpty ? nil : String(domain)
            account = String(text[text.index(after: backslash)...])
            realm = nil
        } else if let at = text.lastIndex(of: "@"), text.index(after: at) != text.endIndex {
            hasBackslash = false
            domain = nil
            account = String(text[..<at])
            realm = String(text[text.index(after: at)...])
        } else {
            hasBackslash = false
            domain = nil
            account = text
            realm = nil
        }
    }

    /// The name in NTLM's form: `DOMAIN\user`, `user@realm` or the bare name.
    package var forNTLM: String {
        if let domain { return "\(domain)\\\(account)" }
        if let realm { return "\(account)@\(realm)" }
        return account
    }

    /// The principal in Kerberos's form, special characters escaped; nil for a name that has no realm of Kerberos.
    ///
    /// The realm in capitals: Active Directory takes any case in a request and answers in capitals, which MIT Kerberos takes
    /// for the answer to another question. A bare name is completed by the configuration's default realm.
    package var principal: String? {
        guard !hasBackslash, !account.isEmpty else { return nil }
        let name = account.reduce(into: "") { name, character in
            if "@/\\".contains(character) { name.append("\\") }
            name.append(character)
        }
        return realm.map { "\(name)@\($0.uppercased())" } ?? name
    }
}
