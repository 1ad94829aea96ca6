internal import Foundation
internal import Glibc
internal import Synchronization

/// The private folder of one connection's control socket.
///
/// Whoever reaches the socket has the connection, so the folder is its owner's alone. Its path is short, since a
/// socket's has 107 bytes at most, of which OpenSSH wants 17 for a name that it makes first. A lock on it, which the
/// system takes back from a process that dies in whatever way, tells folders in use from those left over.
final class SocketFolder: Sendable {
    /// Where the control socket is made.
    var socket: String { path + "/s" }
    let path: String
    private let lock: Mutex<CInt?>
    private static let prefix = "rollcall-ssh-"

    /// Makes a folder in the one for temporary files.
    init() throws(SpawnError) {
        let (path, lock) = try Self.make()
        self.path = path
        self.lock = Mutex(lock)
    }

    deinit { remove() }

    /// Removes it, once.
    func remove() {
        let lock = self.lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        guard let lock else { return }
        Self.empty(path)
        close(lock)
    }

    /// Removes those of our user whose process is gone; its masters have ended with it.
    static func removeLeftOvers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            guard let lock = Self.lock(path, waits: false) else { continue }
            defer { close(lock) }
            empty(path)
        }
    }

    private static var parent: String {
        guard let own = ProcessInfo.processInfo.environment["TMPDIR"], (1...48).contains(own.utf8.count) else {
            return "/tmp"
        }
        return own.hasSuffix("/") ? String(own.dropLast()) : own
    }

    private static func make() throws(SpawnError) -> (path: String, lock: CInt) {
        while true {
            var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw SpawnError(number: errno) }
            let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard let lock = Self.lock(path, waits: true) else {
                // Someone who cleans up has come between.
                if errno == ENOENT { continue }
                throw SpawnError(number: errno)
            }
            if isThere(lock) { return (path, lock) }
            close(lock)
        }
    }

    /// Opens and locks a folder of our user's; nil when it is another's, or in use.
    private static func lock(_ path: String, waits: Bool) -> CInt? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_uid == geteuid(),
            flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func isThere(_ descriptor: CInt) -> Bool {
        var information = stat()
        return fstat(descriptor, &information) == 0 && information.st_nlink > 0
    }

    private static func empty(_ path: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
