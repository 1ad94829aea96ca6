internal import Foundation

extension Campus {
    /// Asks for an address by curl, as a user where one is named (`name:password`), and gives the body of the answer;
    /// anything but success is an error.
    package func fetch(_ address: String, user: String? = nil) async throws -> String {
        let curl = ["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "20", address]
        let words = curl + (user.map { ["--user", $0] } ?? [])
        return try await Program("/usr/bin/env", words, folder: folder.path).succeeded()
    }
}
