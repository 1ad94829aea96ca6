internal import ActivationDomain
internal import BoardProjection
internal import Glibc

/// A file that holds secrets: read only when nobody else may (``SecretFileFault``).
enum PrivateFile {
    /// The largest that is read, in bytes.
    static let sizeLimit = 1 << 20

    /// Why one is not read: a clause that follows the path.
    struct Failure: Error {
        let clause: String
        var isMissing = false
    }

    /// Reads one; `isSecret` says whether the rights of others are looked at, since certificates are no secret.
    ///
    /// Owner and mode are those of the open file, so that no other can take its place between check and read.
    static func read(_ path: String, isSecret: Bool = true) throws(Failure) -> [UInt8] {
        guard !path.utf8.contains(0) else { throw Failure(clause: "is no path") }
        // Opening a pipe would wait for its writer; a regular file is not affected.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard let status = FileStatus(descriptor: descriptor) else { throw failure(errno) }
        guard status.isRegular else { throw Failure(clause: "is no regular file") }
        if isSecret, let fault = SecretFileFault(owner: status.owner, mode: status.permissions, user: geteuid()) {
            throw Failure(clause: "\(fault.clause); run: \(fault.command(for: path))")
        }
        guard status.size <= sizeLimit else { throw Failure(clause: "is larger than \(sizeLimit >> 20) MiB") }
        return try content(of: descriptor)
    }

    private static func content(of descriptor: CInt) throws(Failure) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while content.count <= sizeLimit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno) }
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
        throw Failure(clause: "is larger than \(sizeLimit >> 20) MiB")
    }

    private static func failure(_ code: CInt) -> Failure {
        switch code {
        case ENOENT, ENOTDIR: Failure(clause: "does not exist", isMissing: true)
        case EACCES: Failure(clause: "cannot be read: permission denied")
        default: Failure(clause: "cannot be read: " + String(cString: strerror(code)).lowercased())
        }
    }
}
