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

    /// Reads and parses the file; rows that are wrong are in `problems`, not in the register.
    package static func read(_ path: String, products: Set<String>) throws(RegisterFileError) -> RegisterFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: reason(errno)) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Before the content: a change in between is then seen as one.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: reason(errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: path, reason: reason(EISDIR)) }
        let data: Data
        do {
            data = try file.readToEnd() ?? Data()
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        let (register, problems) = AssetRegister.parse(bytes: Array(data), file: path, knownProducts: products)
        return RegisterFile(register: register, problems: problems, modifiedAt: modificationTime(status))
    }

    /// When the file was last changed; nil when it cannot be asked.
    package static func modificationTime(_ path: String) -> Timestamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
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
