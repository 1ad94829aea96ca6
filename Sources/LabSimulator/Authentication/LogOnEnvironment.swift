internal import Foundation

/// What GSSAPI finds in the environment of the process: the keys of the computers and their users.
///
/// Its mechanisms look there and take no word from anybody else for it. So there is one for all computers of a lab, it must
/// be made before the process has a second thread, and only a program of its own can be such a lab.
package final class LogOnEnvironment: Sendable {
    /// What the computers of a lab call the domain of their users.
    static let domain = "LAB"

    /// Whether NTLM's users are those of a file, which every computer takes; else each takes its own of the scenario.
    let takesAnyUser: Bool
    /// Open as long as the lab runs: the file that was made of the scenario's credentials, which has no name.
    private let users: FileHandle?

    /// Sets the environment.
    /// - Parameters:
    ///   - scenario: whose credentials the users are, unless told.
    ///   - keytab: the keys of `HTTP/…`; nil leaves Kerberos to the environment that is there.
    ///   - userFile: the users as gss-ntlmssp reads them, in lines `DOMAIN:USER:PASSWORD`.
    /// - Throws: ``LabError`` when two computers have a user of one name with two passwords, or a file cannot be made.
    package init(_ scenario: LabScenario, keytab: String?, userFile: String?) throws(LabError) {
        // What a log-on has shown may be shown again within a second, by the same ticket; a file of it is not ours.
        setenv("KRB5RCACHENAME", "none:", 1)
        // Else each log-on looks for a name of this machine, and for a domain controller that is not there.
        setenv("NETBIOS_COMPUTER_NAME", Self.domain, 1)
        setenv("NETBIOS_DOMAIN_NAME", Self.domain, 1)
        if let keytab { setenv("KRB5_KTNAME", keytab, 1) }
        takesAnyUser = userFile != nil
        if let userFile {
            users = nil
            setenv("NTLM_USER_FILE", userFile, 1)
        } else {
            let file = try Self.file(holding: Self.lines(scenario))
            users = file
            // Found by whoever may look into this process; gone with it, however it ends.
            setenv("NTLM_USER_FILE", "/proc/self/fd/\(file.fileDescriptor)", 1)
        }
    }

    /// The users in the form of smbpasswd, which has hashes in place of passwords.
    ///
    /// What a client proves takes its domain in, so there is a line for each domain that it may name: the user's or, where
    /// the scenario names none, the lab's; and none. The first line that fits counts.
    static func lines(_ scenario: LabScenario) throws(LabError) -> String {
        var passwords: [String: String] = [:]
        var qualified = ""
        var bare = ""
        for computer in scenario.computers where computer.authentication.hasNTLM {
            let credentials = computer.credentials
            let parts = credentials.username.split(separator: "\\", maxSplits: 1)
            let name = String(parts.last ?? "")
            let account = String(name.prefix { $0 != "@" })
            if let known = passwords[account.lowercased()] {
                guard known == credentials.password else {
                    throw LabError(
                        code: .unavailable,
                        message:
                            "\(computer.name) has the user \(account) with another password than a computer before "
                            + "it; NTLM knows one file of users for all, so give them different names"
                    )
                }
                continue
            }
            passwords[account.lowercased()] = credentials.password
            let nothing = String(repeating: "0", count: 32)
            let rest = ":0:\(nothing):\(NTPassword.digits(credentials.password)):[U]:\n"
            qualified += "\(parts.count == 2 ? String(parts[0]) : domain)\\\(account)\(rest)"
            for user in Set([name, account]) { bare += user + rest }
        }
        return qualified + bare
    }

    private static func file(holding text: String) throws(LabError) -> FileHandle {
        let path = NSTemporaryDirectory() + "rollcall-lab-users.\(MessageID.random())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unavailable() }
        unlink(path)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            throw unavailable()
        }
        return file
    }

    private static func unavailable() -> LabError {
        LabError(
            code: .unavailable,
            message: "the file of NTLM's users cannot be written to \(NSTemporaryDirectory()); set TMPDIR to a folder "
                + "that can be written, or name a file with --ntlm-users"
        )
    }
}
