package import Foundation

/// Folders for what tests write, all within one that goes with the process.
package enum TestFolder {
    private static let root: URL = {
        atexit { try? FileManager.default.removeItem(at: TestFolder.root) }
        return FileManager.default.temporaryDirectory.appending(
            path: "rollcall-tests.\(ProcessInfo.processInfo.processIdentifier)"
        )
    }()

    /// Makes an empty one; who needs it no longer may remove it earlier.
    package static func make(_ name: String = "test") throws -> URL {
        let folder = root.appending(path: "\(name).\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Runs a body with an empty one, and removes it afterwards.
    package static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path(percentEncoded: false))
    }

    /// Runs a body with an empty one, and removes it afterwards.
    package static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path(percentEncoded: false))
    }
}
