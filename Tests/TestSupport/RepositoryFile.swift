internal import Foundation

/// Files of the repository that tests hold the code against.
package enum RepositoryFile {
    /// The text of a file, by its path from the root of the repository, such as `config/errors.yaml`.
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The bytes of a file, by its path from the root.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    /// The names of the files in a folder, by its path from the root, in order.
    package static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path).sorted()
    }

    /// Writes a file of the repository anew, for what the code itself is the source of.
    package static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path))
    }

    /// The root, seen from where this file lay when it was compiled.
    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
