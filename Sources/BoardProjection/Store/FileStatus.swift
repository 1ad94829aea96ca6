internal import Glibc

/// What the system knows of a file.
///
/// Here, and not where it is used, since a module that imports SwiftNIO's own view of the system does not see the members
/// of C's `struct stat` reliably.
package struct FileStatus: Sendable, Hashable {
    /// Tells files apart while they exist.
    package struct Identity: Sendable, Hashable {
        let device, inode: UInt64
    }

    package let identity: Identity
    package let isRegular: Bool
    /// The rights of owner, group and others, such as `0o600`.
    package let permissions: UInt32
    /// The numbers of the user and the group that it belongs to.
    package let owner, group: UInt32
    /// In bytes.
    package let size: Int64
    /// When anything of it last changed, its mode included: seconds and nanoseconds since 1970.
    package let changedAt: [Int]

    /// Looks at a path, through links; nil when there is nothing, with `errno`.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Looks at an open file; nil when it cannot be, with `errno`.
    package init?(descriptor: CInt) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        isRegular = status.st_mode & S_IFMT == S_IFREG
        permissions = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
        size = Int64(status.st_size)
        changedAt = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}
