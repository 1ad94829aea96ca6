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

    /// What is wrong with it; nil when only its owner may read it.
    var finding: Finding? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = errno == ENOENT ? "does not exist" : String(cString: strerror(errno)).lowercased()
            return finding("The file of \(owner), \(path), \(reason).", "Mend the path, or make the file.", "missing")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return finding("The file of \(owner), \(path), is no regular file.", "Name a file.", "no-file")
        }
        let forbidden: mode_t = mayBeOfRootsGroup && status.st_uid == 0 ? 0o027 : 0o077
        guard status.st_mode & forbidden != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return finding(
            "The file of \(owner), \(path), can be read by others than its owner (mode \(mode)).",
            "Run: chmod 600 \(path)",
            "open"
        )
    }

    private func finding(_ sentence: String, _ advice: String, _ outcome: String) -> Finding {
        Finding(.security, .failed, path, sentence, advice: advice, data: ["outcome": outcome])
    }
}
