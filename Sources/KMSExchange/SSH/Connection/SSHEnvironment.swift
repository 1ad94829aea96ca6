internal import Foundation

/// The environment that OpenSSH's client is given: what it takes to find the user's configuration, agent and programs.
///
/// Nothing else, since a worker's environment may hold passwords, and a user's configuration may send variables on.
enum SSHEnvironment {
    private static let names: Set<String> = [
        "HOME", "PATH", "USER", "LOGNAME", "SHELL", "TMPDIR", "SSH_AUTH_SOCK", "SSH_SK_PROVIDER", "SSH_SK_HELPER",
        "KRB5CCNAME", "KRB5_CONFIG", "LD_LIBRARY_PATH", "LD_PRELOAD",
    ]

    /// That of this process.
    static let current = variables(of: ProcessInfo.processInfo.environment)

    /// What of an environment the client is given; it is to say its errors in English, by which they are told apart.
    static func variables(of environment: [String: String]) -> [String: String] {
        var variables = environment.filter { names.contains($0.key) || $0.key.hasPrefix("XDG_") }
        variables["LC_ALL"] = "C"
        return variables
    }
}
