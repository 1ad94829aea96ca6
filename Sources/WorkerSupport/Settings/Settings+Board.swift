extension Settings {
    /// The status board.
    package struct Board: Sendable {
        /// The database file; default `board.sqlite`.
        package var database = "board.sqlite"

        /// The address to listen on; default loopback.
        package var host = "127.0.0.1"

        /// Further names under which the board is reached.
        package var names: [String] = []

        /// The TCP port to listen on; default 8410.
        package var port = 8410

        /// The file of the certificate chain for HTTPS, in PEM; `nil` for plain HTTP.
        package var certificateFile: String?

        /// The file of the certificate's key, in PEM.
        package var keyFile: String?

        /// The file that says who may log on; `nil` for everyone who reaches the address.
        package var usersFile: String?

        /// The file that keeps who did what; `nil` for the log.
        package var auditFile: String?

        /// The database file of notes and acknowledgements; default `board-notes.sqlite`.
        package var operatorDatabase = "board-notes.sqlite"

        /// How long someone stays logged on without a request; default 12 hours.
        package var sessionLifetime = Duration.seconds(12 * 3600)

        /// How long a campaign is kept of which nothing is heard any more; default 400 days, as the stream keeps events.
        package var keepFor = Duration.seconds(400 * 86_400)

        /// How soon a licence must end to be told of; default 30 days.
        package var expiryWarning = Duration.seconds(30 * 86_400)

        /// How long a computer may be silent before it is told of; default 60 days.
        package var silentAfter = Duration.seconds(60 * 86_400)

        /// Makes the defaults.
        package init() {}
    }

    /// The settings of the status board.
    static let boardTable = [
        SettingDefinition(
            "board.database",
            \.board.database,
            .path,
            "The board's database. It can be deleted while no board runs: it is made anew from the stream."
        ),
        SettingDefinition(
            "board.host",
            \.board.host,
            .host,
            "The address that the board listens on. Beyond loopback it needs board.certificateFile and board.usersFile."
        ),
        SettingDefinition(
            "board.names",
            \.board.names,
            .list("a list of DNS names or IP addresses", of: .host),
            "Names under which browsers reach the board beside localhost and board.host, such as that of a tunnel or a "
                + "reverse proxy. On loopback it answers under no other; beyond it, under any unless some stand here."
        ),
        SettingDefinition(
            "board.port",
            \.board.port,
            .integer(0...65535),
            "The TCP port that the board listens on; 0 for any that is free. It prints its address."
        ),
        SettingDefinition(
            "board.certificateFile",
            \.board.certificateFile,
            .optional(.path),
            "The board's certificate with those that vouch for it, in PEM. When none is set, it speaks plain HTTP."
        ),
        SettingDefinition(
            "board.keyFile",
            \.board.keyFile,
            .optional(.path),
            "The certificate's key, in PEM, without a passphrase; only its owner may read it (mode 0600)."
        ),
        SettingDefinition(
            "board.usersFile",
            \.board.usersFile,
            .optional(.path),
            "Who may log on, made by \"rollcall-board user\"; only its owner may read it (mode 0600). When none is set, "
                + "everyone who reaches the address may see and do everything, so that is for loopback alone."
        ),
        SettingDefinition(
            "board.auditFile",
            \.board.auditFile,
            .optional(.path),
            "Where is written who logged on and who did what, one JSON object a line. When none is set, it goes to the log."
        ),
        SettingDefinition(
            "board.operatorDatabase",
            \.board.operatorDatabase,
            .path,
            "The notes and acknowledgements of operators. No other file has them, so keep a copy."
        ),
        SettingDefinition(
            "board.sessionLifetime",
            \.board.sessionLifetime,
            .duration(.seconds(60) ... .seconds(30 * 86_400)),
            "How long someone stays logged on without a request."
        ),
        SettingDefinition(
            "board.keepFor",
            \.board.keepFor,
            .duration(.seconds(86_400) ... .seconds(10 * 365 * 86_400)),
            "How long a campaign is kept of which nothing is heard any more. The stream keeps events for 400 days."
        ),
        SettingDefinition(
            "board.expiryWarning",
            \.board.expiryWarning,
            .duration(.seconds(3600) ... .seconds(180 * 86_400)),
            "How soon a licence must end to be shown as one that ends soon."
        ),
        SettingDefinition(
            "board.silentAfter",
            \.board.silentAfter,
            .duration(.seconds(3600) ... .seconds(10 * 365 * 86_400)),
            "How long a computer may not have answered before it is shown as one that was not heard of."
        ),
    ]
}
