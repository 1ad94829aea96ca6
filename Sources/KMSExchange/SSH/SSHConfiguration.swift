/// How computers are reached by SSH.
package struct SSHConfiguration: Sendable {
    /// What is made of a computer whose key is not known.
    package enum HostKeys: String, Sendable, Hashable, CaseIterable {
        /// It is refused.
        case strict
        /// Its key is taken and remembered; one that has changed is refused.
        case acceptNew = "accept-new"
    }

    /// By what the computer's licences are read and activated.
    package enum Tools: String, Sendable, Hashable, CaseIterable {
        /// The scripts of Windows and Office, and PowerShell where they cannot run.
        case auto
        case powershell
    }

    /// OpenSSH's client; a name without a slash is found in `PATH`.
    package var program = "ssh"
    /// The client's configuration file; nil for the user's own and the system's.
    package var configFile: String?
    /// For a computer whose row has no port; nil leaves it to the client's configuration, which has 22 if nothing else.
    package var port: Int?
    package var hostKeys = HostKeys.strict
    /// Further options of `ssh_config`, each as `Name=value`.
    package var options: [String] = []
    /// How many connections stand at a time.
    package var connections = 50
    package var tools = Tools.auto
    package var limits = ChannelLimits()

    /// Makes the defaults.
    package init() {}
}
