internal import ActivationDomain
internal import Glibc
internal import NetworkDiagnosis

/// A file with a password or a key, and who may read it.
struct SecretFile: Sendable {
    private let path: String
    private let owner: String
    private let mayBeOfRootsGroup: Bool

    /// Takes a file that a setting or a credential names; one that root gives to a service's group may be allowed.
    init(_ path: String, of owner: String, mayBeOfRootsGroup: Bool = false) {
        self.path = path
        self.owner = owner
        self.mayBeOfRootsGroup = mayBeOfRootsGroup
    }

    /// What is wrong with it; nil when it can be read, and by nobody else.
    var finding: Finding? {
        var status = stat()
        // Opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return unreadable(errno) }
        defer { close(descriptor) }
        guard fstat(descriptor, &status) == 0 else { return unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return finding("is no regular file", "Name a file.", "no-file")
        }
        return SecretFileFault(
            owner: status.st_uid,
            mode: status.st_mode,
            user: geteuid(),
            mayBeOfRootsGroup: mayBeOfRootsGroup
        ).map { fault in
            let outcome = if case .foreign = fault { "foreign" } else { "open" }
            return finding(fault.clause, "Run: \(fault.command(for: path))", outcome)
        }
    }

    /// Why it cannot be looked at, by the system's number of the error.
    func unreadable(_ code: Int32) -> Finding {
        switch code {
        case ENOENT, ENOTDIR: finding("does not exist", "Mend the path, or make the file.", "missing")
        case EACCES:
            finding(
                "cannot be read: permission denied",
                "Run this as the user that the program runs as, or let this one read the file and enter its folders.",
                "denied"
            )
        default:
            finding(
                "cannot be read: " + String(cString: strerror(code)).lowercased(),
                "Name another file.",
                "unreadable"
            )
        }
    }

    private func finding(_ clause: String, _ advice: String, _ outcome: String) -> Finding {
        Finding(
            .security,
            .failed,
            path,
            "The file of \(owner), \(path), \(clause).",
            advice: advice,
            data: ["outcome": outcome]
        )
    }
}
