package import AMQPClient
package import ActivationDomain

extension Settings {
    /// How the broker is reached.
    package struct Broker: Sendable {
        /// The AMQP URI; default `amqp://guest@127.0.0.1:5672/`.
        ///
        /// A password may be in it: log ``urlWithoutPassword``.
        package var url = "amqp://guest@127.0.0.1:5672/"

        /// Further nodes of the same cluster; default none.
        package var addresses: [AMQPAddress] = []

        /// The path of the file that holds the password; default none.
        package var passwordFile: String?

        /// The password from the environment, which goes before the file; default none.
        package var environmentPassword: Secret?

        /// The path of the authorities' certificates; default the system's.
        package var caFile: String?

        /// The path of the client certificate; default none.
        package var certificateFile: String?

        /// The path of the client certificate's key; default none.
        package var keyFile: String?

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
        /// - Throws: ``SettingsError`` when the file cannot be read, is empty, or can be reached by others than its owner.
        package func password(
            readFile: (String) throws -> String = TextFile.readServicePrivate
        ) throws(SettingsError) -> Secret? {
            if let environmentPassword { return environmentPassword }
            guard let passwordFile else { return nil }
            return try PasswordFile.read(
                passwordFile,
                origin: .wholeFile(path: passwordFile),
                namedAt: .setting("broker.passwordFile"),
                readFile: readFile
            )
        }

        /// Whether the URI asks for TLS.
        package var speaksTLS: Bool { url.lowercased().hasPrefix("amqps://") }

        /// How TLS is spoken; nil when it is not.
        package var tls: AMQPTLS? {
            guard speaksTLS else { return nil }
            var tls = AMQPTLS()
            if let caFile { tls.caFile = caFile }
            if let certificateFile, let keyFile {
                tls.clientCertificate = AMQPTLS.ClientCertificate(certificateFile: certificateFile, keyFile: keyFile)
            }
            return tls
        }

        /// A setting of TLS that does not go with the others, and what is wrong with it.
        var unfitTLS: (path: String, problem: String)? {
            let files = [
                ("broker.caFile", caFile), ("broker.certificateFile", certificateFile), ("broker.keyFile", keyFile),
            ]
            if !speaksTLS, let set = files.first(where: { $0.1 != nil }) {
                return (set.0, "is set, but broker.url begins with amqp://; write amqps:// there, or remove it")
            }
            switch (certificateFile, keyFile) {
            case (.some, nil): return ("broker.certificateFile", "is set without broker.keyFile; set both or none")
            case (nil, .some): return ("broker.keyFile", "is set without broker.certificateFile; set both or none")
            default: return nil
            }
        }
    }
}
