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
}
