internal import KMSExchange

extension Settings {
    /// The settings of the SSH channel.
    static let sshTable = [
        SettingDefinition(
            "worker.ssh.program",
            \.worker.ssh.program,
            .program,
            "The client, which must be that of OpenSSH; a name is looked for in PATH."
        ),
        SettingDefinition(
            "worker.ssh.configFile",
            \.worker.ssh.configFile,
            .optional(.path),
            "The client's configuration (ssh_config), with jump hosts, keys, agents. When none is set, it is that of the "
                + "user that runs the worker."
        ),
        SettingDefinition(
            "worker.ssh.port",
            \.worker.ssh.port,
            .optional(.port),
            "The port of computers whose row in the register names none. When none is set, it is that of the client's "
                + "configuration, else 22."
        ),
        SettingDefinition(
            "worker.ssh.hostKeys",
            \.worker.ssh.hostKeys,
            .choice,
            "What is made of a computer whose host key is not in the client's known_hosts: with strict it is refused, with "
                + "accept-new its key is taken and remembered. A key that has changed is refused always."
        ),
        SettingDefinition(
            "worker.ssh.options",
            \.worker.ssh.options,
            .list("a list of options such as [\"KexAlgorithms=curve25519-sha256\"]", of: .sshOption),
            "Further options of the client (ssh_config), such as KexAlgorithms=curve25519-sha256: it takes a fifth of the "
                + "work of a connection, without the protection from quantum computers that the client's default has."
        ),
        SettingDefinition(
            "worker.ssh.connections",
            \.worker.ssh.connections,
            .integer(1...1000),
            "How many connections stand at a time; each is a process of some 15 MB. Other jobs wait for one, which does not "
                + "count as their time."
        ),
        SettingDefinition(
            "worker.ssh.tools",
            \.worker.ssh.tools,
            .choice,
            "By what licences are read and activated on the computer: with auto by the scripts of Windows and Office, and by "
                + "PowerShell where these cannot run; or by powershell alone."
        ),
    ]
}

extension SettingKind where Value == String {
    /// An option as `ssh -o` takes it.
    fileprivate static var sshOption: SettingKind {
        string("an option such as KexAlgorithms=curve25519-sha256") { text in
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return false }
            return text[..<equals].utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 0x20) }
        }
    }
}
