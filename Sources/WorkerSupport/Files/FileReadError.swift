/// Why a file could not be read.
package struct FileReadError: Error {
    /// The file's path as it was given.
    package let path: String

    /// What kept it from being read, with what to do where that is known; a clause without a full stop.
    package let message: String

    /// Whether there is no such file, as opposed to one that cannot be read.
    package let isMissing: Bool

    /// Makes an error from its parts.
    package init(path: String, message: String, isMissing: Bool = false) {
        self.path = path
        self.message = message
        self.isMissing = isMissing
    }
}

extension FileReadError: CustomStringConvertible {
    /// The path and the reason.
    package var description: String { "\(path) \(message)" }
}
