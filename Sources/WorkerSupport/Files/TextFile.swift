internal import ActivationDomain

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads the small text files that a program is configured by.
package enum TextFile {
    /// The largest file that is read, in bytes; settings and passwords are far below it.
    package static let sizeLimit = 4 << 20

    /// Reads a file as UTF-8; a byte order mark before it, as some editors write one, is no part of the text.
    ///
    /// - Throws: ``FileReadError``: missing, not readable, over ``sizeLimit``, or not UTF-8.
    package static func read(_ path: String) throws(FileReadError) -> String {
        let descriptor = try open(path)
        defer { close(descriptor) }
        return try content(of: descriptor, path: path)
    }

    /// Reads a file's bytes, whatever they mean; of `-` those of standard input.
    ///
    /// - Throws: ``FileReadError``: missing, not readable, or over ``sizeLimit``.
    package static func readAnything(_ path: String) throws(FileReadError) -> [UInt8] {
        if path == "-" { return try bytes(of: STDIN_FILENO, path: "standard input") }
        let descriptor = try open(path)
        defer { close(descriptor) }
        return try bytes(of: descriptor, path: path)
    }

    /// Reads a file with a secret (``SecretFileFault``), as UTF-8.
    ///
    /// Owner and mode are taken from the open file, so that no other can be put in its place between the check and the read.
    ///
    /// - Throws: ``FileReadError``; of a file that others could read or change, one that names the command to run.
    package static func readPrivate(_ path: String) throws(FileReadError) -> String {
        try readPrivate(path, mayBeOfRootsGroup: false)
    }

    /// Reads a file as ``readPrivate(_:)`` does, but takes one of root's that its group may read, too (mode 0640).
    ///
    /// So root gives a secret to a service that runs as another user.
    package static func readServicePrivate(_ path: String) throws(FileReadError) -> String {
        try readPrivate(path, mayBeOfRootsGroup: true)
    }

    /// Looks whether a file with a secret can be read, and by nobody else, whatever is in it.
    ///
    /// For what a library reads by itself, such as keys.
    ///
    /// - Throws: ``FileReadError`` as ``readPrivate(_:)`` does.
    package static func checkPrivate(_ path: String) throws(FileReadError) {
        let descriptor = try open(path, O_NONBLOCK)
        defer { close(descriptor) }
        try check(descriptor, path)
    }

    private static func readPrivate(_ path: String, mayBeOfRootsGroup: Bool) throws(FileReadError) -> String {
        // Opening a pipe would wait for its writer; a regular file is not affected.
        let descriptor = try open(path, O_NONBLOCK)
        defer { close(descriptor) }
        try check(descriptor, path, mayBeOfRootsGroup: mayBeOfRootsGroup)
        return try content(of: descriptor, path: path)
    }

    private static func check(
        _ descriptor: CInt,
        _ path: String,
        mayBeOfRootsGroup: Bool = false
    ) throws(FileReadError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileReadError(path: path, message: "is no regular file")
        }
        if let fault = SecretFileFault(
            owner: status.st_uid,
            mode: status.st_mode,
            user: geteuid(),
            mayBeOfRootsGroup: mayBeOfRootsGroup
        ) {
            throw FileReadError(path: path, message: "\(fault.clause); run: \(fault.command(for: path))")
        }
    }

    private static func open(_ path: String, _ flags: CInt = 0) throws(FileReadError) -> CInt {
        guard !path.utf8.contains(0) else { throw FileReadError(path: path, message: "is no path") }
        let descriptor = openForReading(path, flags)
        guard descriptor >= 0 else { throw failure(path, errno) }
        return descriptor
    }

    private static func content(of descriptor: CInt, path: String) throws(FileReadError) -> String {
        let content = try bytes(of: descriptor, path: path)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard
            let text = String(validating: content.dropFirst(content.starts(with: mark) ? mark.count : 0), as: UTF8.self)
        else {
            throw FileReadError(path: path, message: "is not UTF-8 text; save it as UTF-8")
        }
        return text
    }

    private static func bytes(of descriptor: CInt, path: String) throws(FileReadError) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = readBytes(descriptor, &buffer)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            guard count > 0 else { break }
            content += buffer[..<count]
            guard content.count <= sizeLimit else {
                throw FileReadError(path: path, message: "is larger than \(sizeLimit >> 20) MiB")
            }
        }
        return content
    }

    private static func failure(_ path: String, _ code: CInt) -> FileReadError {
        let isMissing = [ENOENT, ENOTDIR, ENAMETOOLONG].contains(code)
        let reason =
            switch code {
            case _ where isMissing: "does not exist"
            case EACCES: "cannot be read: permission denied"
            case EISDIR: "is a directory"
            default: "cannot be read: " + String(cString: strerror(code))
            }
        return FileReadError(path: path, message: reason, isMissing: isMissing)
    }
}

// `open` and `read` of the C library: inside the type those names would mean its own.

private func openForReading(_ path: String, _ flags: CInt) -> CInt {
    open(path, O_RDONLY | O_CLOEXEC | flags)
}

private func readBytes(_ descriptor: CInt, _ buffer: inout [UInt8]) -> Int {
    read(descriptor, &buffer, buffer.count)
}
