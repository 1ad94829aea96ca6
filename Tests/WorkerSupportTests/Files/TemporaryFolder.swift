import Foundation
import TestSupport

/// Runs a body with an empty folder of its own, and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    try TestFolder.with(body)
}

/// Writes a file with a mode.
func write(_ bytes: some Sequence<UInt8>, to path: String, mode: Int = 0o600) throws {
    try Data(bytes).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}
