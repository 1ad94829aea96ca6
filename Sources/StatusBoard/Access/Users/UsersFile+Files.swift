internal import BoardProjection
internal import Glibc

extension UsersFile {
    /// Reads a users file, which nobody but its owner may read.
    ///
    /// - Throws: ``BoardServerError``.
    package init(path: String) throws(BoardServerError) {
        let bytes: [UInt8]
        do throws(PrivateFile.Failure) {
            bytes = try PrivateFile.read(path)
        } catch {
            let advice = error.isMissing ? "; \"rollcall-board user add NAME --role operator\" makes it" : ""
            throw BoardServerError(.settings, "board.usersFile: \(path) \(error.clause)\(advice)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BoardServerError(.settings, "board.usersFile: \(path) is not UTF-8 text")
        }
        try self.init(text: text, path: path)
    }

    /// Changes a users file, or makes it: all of the new one is there or nothing of it, whenever the machine stops.
    ///
    /// Two changes at one time come one after the other.
    /// - Throws: ``BoardServerError``, or what `change` throws; the file is then as before.
    package static func change(_ path: String, _ change: (inout UsersFile) throws -> Void) throws {
        let lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw unwritable(path, errno) }
        defer { close(lock) }
        var file = FileStatus(path: path) == nil ? UsersFile() : try UsersFile(path: path)
        try change(&file)
        try file.write(path)
    }

    private func write(_ path: String) throws(BoardServerError) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw UsersFile.unwritable(path, errno) }
        var code = fill(descriptor)
        if code == 0 { UsersFile.keepOwner(of: path, descriptor) }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0, rename(temporary, path) != 0 { code = errno }
        guard code == 0 else {
            unlink(temporary)
            throw UsersFile.unwritable(path, code)
        }
        UsersFile.syncFolder(of: path)
    }

    /// Writes the text; gives the error's number, 0 for none.
    private func fill(_ descriptor: CInt) -> CInt {
        var text = self.text
        return text.withUTF8 { utf8 in
            var rest = UnsafeRawBufferPointer(utf8)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            // Whatever the mask of the process has taken away.
            return fchmod(descriptor, 0o600) == 0 ? 0 : errno
        }
    }

    /// Root changes the file of the board's user without taking it away from that.
    private static func keepOwner(of path: String, _ descriptor: CInt) {
        guard geteuid() == 0, let status = FileStatus(path: path) else { return }
        _ = fchown(descriptor, status.owner, status.group)
    }

    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func unwritable(_ path: String, _ code: CInt) -> BoardServerError {
        BoardServerError(
            .settings,
            "the users file \(path) cannot be written: \(String(cString: strerror(code)).lowercased())"
        )
    }
}
