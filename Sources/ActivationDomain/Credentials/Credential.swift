/// An account by which computers are managed, with what proves that it is ours.
package struct Credential: Sendable {
    /// What proves it.
    package enum Proof: Sendable {
        case password(Secret)
        /// A file with keys of Kerberos, made by `ktutil` or `ktpass`.
        case keytab(path: String)
        /// A client certificate and its key, in PEM.
        case certificate(file: String, keyFile: String)
        /// A private key of SSH; nil leaves it to the agent and the user's own configuration.
        case identity(file: String?)
    }

    /// What names it in logs and alarms, such as `#2 CAMPUS\activator`.
    ///
    /// It is the entry's number in the credentials file, counted from 1, and the user name. Refusals of a credential
    /// are counted under it.
    package let id: String

    /// The account, in the form that the computer expects: `name`, `DOMAIN\name` or `name@realm`.
    package let username: String

    /// What proves that the account is ours.
    package let proof: Proof

    /// How it is shown to a computer; nil leaves it to the settings.
    package let method: AuthenticationMethod?

    /// The password where that is the proof.
    package var password: Secret? {
        if case .password(let password) = proof { password } else { nil }
    }

    /// Makes a credential from its parts.
    package init(id: String, username: String, proof: Proof, method: AuthenticationMethod? = nil) {
        self.id = id
        self.username = username
        self.proof = proof
        self.method = method
    }

    /// Makes a credential with a password.
    package init(id: String, username: String, password: Secret) {
        self.init(id: id, username: username, proof: .password(password))
    }
}
