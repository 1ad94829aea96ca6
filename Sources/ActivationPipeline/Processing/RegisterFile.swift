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
        // Before the content: a change in between is then seen as one.
        guard let modifiedAt = modificationTime(path) else {
            throw .unreadable(path: path, reason: "there is no such file, or its folder may not be entered")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        let (register, problems) = AssetRegister.parse(bytes: Array(data), file: path, knownProducts: products)
        return RegisterFile(register: register, problems: problems, modifiedAt: modifiedAt)
    }

    /// When the file was last changed; nil when it cannot be asked.
    package static func modificationTime(_ path: String) -> Timestamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        // Some file systems keep times that no clock will reach: never multiplied without a limit.
        let sinceEpoch = Duration.seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
        return Timestamp(microseconds: 0).advanced(by: sinceEpoch)
    }
}
