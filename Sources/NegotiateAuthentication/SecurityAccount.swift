/// An account and what proves it.
package struct SecurityAccount: Sendable {
    /// What an account is proved by.
    package enum Proof: Sendable {
        /// Gives the password in UTF-8, anew at each call; the copy is wiped after use.
        case password(@Sendable () -> [UInt8])
        /// The path of a file with the account's Kerberos keys.
        case keytab(path: String)
    }

    /// What tells this account from the others: tickets are kept under it.
    package let id: String
    /// `DOMAIN\user`, `user@REALM`, `.\user` or a bare name.
    package let username: String
    /// What proves it.
    package let proof: Proof

    /// Makes an account; nothing is checked yet.
    package init(id: String, username: String, proof: Proof) {
        self.id = id
        self.username = username
        self.proof = proof
    }
}
