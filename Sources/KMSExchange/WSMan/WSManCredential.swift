/// A user name and its password, which no description shows.
package struct WSManCredential: Sendable, Hashable {
    /// The account, such as `.\rollcall` or `rollcall`.
    package var username: String
    /// Its password.
    package var password: String

    /// Makes a credential.
    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension WSManCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "WSManCredential(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
