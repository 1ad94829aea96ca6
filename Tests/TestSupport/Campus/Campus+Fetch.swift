internal import Foundation

extension Campus {
    /// Asks for an address by curl and gives the body of the answer; anything but success is an error.
    package func fetch(_ address: String) async throws -> String {
        let curl = ["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "20", address]
        return try await Program("/usr/bin/env", curl, folder: folder.path).succeeded()
    }
}
