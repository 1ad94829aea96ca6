/// What a computer accepts as a log-on.
package struct LabCredentials: Sendable, Equatable {
    /// Compared without case, as Windows does.
    package var username: String
    /// Compared exactly.
    package var password: String

    /// Made from the two.
    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    /// Whether a name of a mechanism, such as `LAB\alice` or `alice@REALM`, means this user.
    ///
    /// By the account alone: whose the account is, its password or ticket has proved.
    func isUser(_ name: String) -> Bool {
        Self.account(name) == Self.account(username)
    }

    private static func account(_ name: String) -> String {
        let local = name.split(separator: "\\", omittingEmptySubsequences: false).last ?? ""
        return local.prefix { $0 != "@" }.lowercased()
    }
}
