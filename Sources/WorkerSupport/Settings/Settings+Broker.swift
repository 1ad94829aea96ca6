package import ActivationDomain

extension Settings {
    /// How the broker is reached.
    package struct Broker: Sendable {
        /// The AMQP URI; default `amqp://guest@127.0.0.1:5672/`.
        ///
        /// A password may be in it: log ``urlWithoutPassword``.
        package var url = "amqp://guest@127.0.0.1:5672/"

        /// The path of the file that holds the password; default none.
        package var passwordFile: String?

        /// The password from the environment, which goes before the file; default none.
        package var environmentPassword: Secret?

        /// How often each side shows that it is alive; default 20 s.
        ///
        /// The connection counts as lost after two silences.
        package var heartbeat = Duration.seconds(20)

        /// How long connecting may take, from name to opened channel; default 10 s.
        package var connectTimeout = Duration.seconds(10)

        /// How long a refusal is borne once the broker has been reached; default 10 min.
        package var patience = Duration.seconds(600)

        /// Makes the defaults.
        package init() {}

        /// The URI as it may be shown.
        package var urlWithoutPassword: String {
            guard let scheme = url.firstRange(of: "://") else { return "<not a URI>" }
            let authorityEnd = url[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
            let authority = url[scheme.upperBound..<authorityEnd]
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
                return url
            }
            return String(url[..<colon] + url[at...])
        }

        /// Reads the password, for a URI without one: from `ROLLCALL_BROKER_PASSWORD`, else from ``passwordFile``.
        ///
        /// It is read when it is needed and not with the settings: a command that needs no broker must not fail for a
        /// file that its user cannot read. One line end after the password is not part of it.
        ///
        /// - Returns: The password; `nil` when neither is set.
        /// - Throws: ``SettingsError`` when the file cannot be read or is empty.
        package func password(
            readFile: (String) throws -> String = TextFile.read
        ) throws(SettingsError) -> Secret? {
            if let environmentPassword { return environmentPassword }
            guard let passwordFile else { return nil }
            return try PasswordFile.read(passwordFile, origin: .wholeFile(path: passwordFile), readFile: readFile)
        }
    }
}
