package import ActivationDomain
internal import Foundation

/// Why a register file cannot be used.
package enum RegisterFileError: Error, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case invalid([RegisterProblem])

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "the asset register \(path) cannot be read: \(reason)"
        case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
        }
    }
}

/// The asset register as a file.
package struct RegisterFile: Sendable {
    package var register: AssetRegister
    package var problems: [RegisterProblem]
    package var modifiedAt: Timestamp

    /// How many rows are wrong; one may have several problems.
    package var wrongRows: Int { Set(problems.map(\.line)).count }

    /// The largest file that is read, in bytes; one of a million computers has a third of that.
    package static let sizeLimit = 256 << 20

    /// Reads and parses the file; rows that are wrong are in `problems`, not in the register.
    ///
    /// - Parameters:
    ///   - path: a regular file: a pipe may never end, and cannot be looked at again.
    ///   - products: what a row may name.
    ///   - limit: the largest size in bytes.
    /// - Returns: the register, with what is wrong in it.
    /// - Throws: ``RegisterFileError`` when the file cannot be read.
    package static func read(
        _ path: String,
        products: Set<String>,
        limit: Int = sizeLimit
    ) throws(RegisterFileError) -> RegisterFile {
        // Opening a pipe would wait for its writer; a regular file is not affected.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: reason(errno)) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Before the content: a change in between is then seen as one.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: reason(errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: path, reason: reason(EISDIR)) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is no regular file; name a CSV file")
        }
        let bytes = try content(of: file, path, limit, expecting: Int(clamping: status.st_size))
        let (register, problems) = AssetRegister.parse(bytes: bytes, file: path, knownProducts: products)
        return RegisterFile(register: register, problems: problems, modifiedAt: modificationTime(status))
    }

    /// In parts, since a file may grow while it is read.
    private static func content(
        of file: FileHandle,
        _ path: String,
        _ limit: Int,
        expecting size: Int
    ) throws(RegisterFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(size, limit))
        do {
            while size <= limit, bytes.count <= limit, let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
                bytes += part
            }
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        guard size <= limit, bytes.count <= limit else {
            throw .unreadable(path: path, reason: "it is larger than \(limit >> 20) MiB")
        }
        return bytes
    }

    /// When the file was last changed.
    ///
    /// - Throws: ``RegisterFileError`` when it cannot be asked, as when there is none.
    package static func modificationTime(_ path: String) throws(RegisterFileError) -> Timestamp {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path: path, reason: reason(errno)) }
        return modificationTime(status)
    }

    private static func modificationTime(_ status: stat) -> Timestamp {
        // Some file systems keep times that no clock will reach: never multiplied without a limit.
        let sinceEpoch = Duration.seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
        return Timestamp(microseconds: 0).advanced(by: sinceEpoch)
    }

    /// Why a file could not be opened, in words that say what to do.
    static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "there is no such file"
        case EISDIR: "it is a directory; name the CSV file in it"
        case EACCES: "permission denied; give the user who runs this the right to read it"
        default: String(cString: strerror(code))
        }
    }
}
