/// A user name with its password, by which computers are managed.
package struct Credential: Sendable {
    /// What names it in logs and alarms, such as `#2 CAMPUS\activator`.
    ///
    /// It is the entry's number in the credentials file, counted from 1, and the user name. Refusals of a credential
    /// are counted under it.
    package let id: String

    /// The account, in the form that the computer expects: `name`, `DOMAIN\name` or `name@realm`.
    package let username: String

    /// The account's password.
    package let password: Secret

    /// Makes a credential from its parts.
    package init(id: String, username: String, password: Secret) {
        self.id = id
        self.username = username
        self.password = password
    }
}
