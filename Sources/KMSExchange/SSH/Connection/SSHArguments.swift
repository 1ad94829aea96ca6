internal import ActivationDomain

/// What OpenSSH's client is told, as pure values.
///
/// Options of the command line go before those of any file, and the first of several holds: so what an exchange relies
/// on is said here, and all else is the user's own configuration, with its jump hosts, agents and known hosts.
struct SSHArguments: Sendable {
    /// The name that the register gives, by which the blocks of the user's configuration are found.
    let host: String
    /// The address that was checked, the only one that is connected to.
    let address: String
    /// The port of the register or the settings; nil leaves it to the user's configuration.
    let port: Int?
    let user: String?
    /// A file with a private key; nil leaves it to the agent and the user's configuration.
    let identityFile: String?
    let configuration: SSHConfiguration

    init(_ target: ChannelTarget, _ configuration: SSHConfiguration) {
        host = target.computer.address
        address = target.address.description
        port = target.computer.port ?? configuration.port
        user = target.credential?.username
        if case .identity(let file)? = target.credential?.proof { identityFile = file } else { identityFile = nil }
        self.configuration = configuration
    }

    /// Asks what the user's configuration makes of the computer.
    var inquiry: [String] {
        [configuration.program, "-G"] + file + options(port.map { [("Port", String($0))] } ?? []) + destination
    }

    /// Makes the connection that all steps share, and nothing on the computer.
    ///
    /// It says when it stands by writing a line, which the client has its own word for: a command that is run here then.
    func master(_ settings: SSHUserSettings, socket: String) -> [String] {
        let port = self.port ?? settings.port
        return [configuration.program, "-N", "-T"] + file
            + options(
                [
                    ("BatchMode", "yes"), ("HostName", address), ("Port", String(port)),
                    ("HostKeyAlias", knownName(settings)),
                    ("StrictHostKeyChecking", configuration.hostKeys == .strict ? "yes" : "accept-new"),
                    ("CheckHostIP", "no"), ("UpdateHostKeys", "no"), ("VerifyHostKeyDNS", "no"),
                    ("ConnectTimeout", String(max(1, configuration.limits.connect.wholeSeconds))),
                    ("ConnectionAttempts", "1"), ("ServerAliveInterval", "15"), ("ServerAliveCountMax", "3"),
                    ("LogLevel", "ERROR"), ("ClearAllForwardings", "yes"), ("ForwardAgent", "no"),
                    ("ForwardX11", "no"), ("Tunnel", "no"), ("RequestTTY", "no"), ("RemoteCommand", "none"),
                    ("ForkAfterAuthentication", "no"), ("EscapeChar", "none"), ("ControlMaster", "yes"),
                    ("ControlPath", socket), ("ControlPersist", "no"), ("PermitLocalCommand", "yes"),
                    ("LocalCommand", "echo stands"),
                ]
            ) + destination
    }

    private var file: [String] { configuration.configFile.map { ["-F", $0] } ?? [] }

    /// Behind what must hold, so that no option of the settings replaces it.
    private func options(_ own: [(String, String)]) -> [String] {
        var options = Self.options(own)
        if let user { options += ["-l", user] }
        // With a key of its own, no other of the agent is offered: computers count those as failures.
        if let identityFile { options += ["-o", "IdentitiesOnly=yes", "-i", identityFile] }
        return options + configuration.options.flatMap { ["-o", $0] }
    }

    private static func options(_ options: [(String, String)]) -> [String] {
        options.flatMap { ["-o", "\($0.0)=\($0.1)"] }
    }

    private var destination: [String] { ["--", host] }

    /// What the file of known hosts calls the computer (sshd(8)): its name in lower case, other ports than 22 with it.
    func knownName(_ settings: SSHUserSettings) -> String {
        if let alias = settings.hostKeyAlias { return alias }
        let (name, port) = (host.lowercased(), self.port ?? settings.port)
        return port == 22 ? name : "[\(name)]:\(port)"
    }
}

/// What the user's configuration says of a computer, as far as we have to know it.
struct SSHUserSettings: Sendable, Hashable {
    var port = 22
    /// The name of its own that the user gave the computer in the file of known hosts.
    var hostKeyAlias: String?
    /// Whether the connection goes by another computer or program.
    var hasProxy = false

    /// Reads what `ssh -G` prints: an option in a line, its name in lower case, then its value.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { continue }
            switch words[0] {
            case "port": port = Int(words[1]) ?? port
            case "hostkeyalias": hostKeyAlias = String(words[1])
            case "proxyjump", "proxycommand": hasProxy = hasProxy || words[1] != "none"
            default: break
            }
        }
    }
}

extension Duration {
    /// In seconds, a part of one counted whole.
    var wholeSeconds: Int {
        Int(clamping: components.seconds) + (components.attoseconds > 0 ? 1 : 0)
    }
}
