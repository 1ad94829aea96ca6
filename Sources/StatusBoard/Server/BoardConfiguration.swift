/// How the status board serves.
package struct BoardConfiguration: Sendable {
    /// The address to listen on; beyond loopback ``tls`` and ``usersFile`` are needed.
    package var host = "127.0.0.1"
    /// Names under which it is reached beside loopback ones and ``host``, such as those of a reverse proxy.
    package var names: [String] = []
    /// The TCP port; 0 for any free one.
    package var port = 8410
    /// The certificate chain and key, PEM files; nil for plain HTTP.
    package var tls: (certificateFile: String, keyFile: String)?
    /// Who may log on; nil for everyone who can reach the address, as an operator.
    package var usersFile: String?
    /// Where is written who did what, one JSON object a line; nil for the program's log.
    package var auditFile: String?
    /// The database of what operators write.
    package var operatorDatabase = "board-notes.sqlite"
    /// How long someone stays logged on without a request.
    package var sessionLifetime = Duration.seconds(12 * 3600)
    /// How soon a licence must end to be told of.
    package var expiryWarning = Duration.seconds(30 * 86_400)
    /// How long a computer may be silent before it is told of.
    package var silentAfter = Duration.seconds(60 * 86_400)
    /// How many open pages are kept up to date at a time; more are served, but must be loaded again by hand.
    package var mostEventStreams = 200
    /// How long one is kept up to date before it asks anew, and so shows again who is logged on.
    package var eventStreamLife = Duration.seconds(600)
    /// Shown in pages and metrics.
    package var version = ""

    /// Makes the defaults.
    package init() {}
}
