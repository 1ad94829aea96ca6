internal import Foundation

/// The KDC that the tests share, which `scripts/test` starts.
package enum TestKDC {
    /// Its realm.
    package static let realm = "ROLLCALL.TEST"

    private static func folder() throws -> String { try TestEnvironment.required("ROLLCALL_TEST_KDC_DIR") }

    /// Makes a principal with a name of its own, and a password unless it gets a random key.
    ///
    /// - Returns: its name with the realm.
    package static func principal(_ password: String? = nil, life: Int = 36_000) async throws -> String {
        let name = "user-\(UUID().uuidString.prefix(8).lowercased())"
        try await run(["addprinc", "--name", name, "--life", "\(life)", "--random"])
        // The password comes after: by its query, since programs that tests run have no standard input.
        if let password { try await run(["ctl", "--", "cpw", "-pw", password, name]) }
        return "\(name)@\(realm)"
    }

    /// Writes the keys of a service to a file, and makes it if there is none yet.
    package static func service(_ name: String, keytab: String) async throws {
        func isThere() async throws -> Bool { try await run(["ctl", "--", "listprincs", name]).contains(name) }
        if try await !isThere() {
            do {
                try await run(["addprinc", "--name", name, "--random"])
            } catch {
                // Another test may have made it in between.
                guard try await isThere() else { throw error }
            }
        }
        try await run(["keytab", "--name", name, "--file", keytab])
    }

    /// Writes a principal's keys to a file.
    package static func keytab(of principal: String) async throws -> String {
        let file = try TestFolder.make("keytab").appending(path: "\(principal).keytab").path
        try await run(["keytab", "--name", principal, "--file", file])
        return file
    }

    /// Changes something by kadmin.local.
    package static func query(_ words: String...) async throws { try await run(["ctl", "--"] + words) }

    /// The port at which a test may listen for the realm SILENT.TEST.
    package static func silentPort() async throws -> Int {
        let text = try await run(["port", "--realm", "SILENT.TEST"])
        guard let port = Int(text.dropLast()) else { throw TestSupportError("no port: \(text)") }
        return port
    }

    /// Counts the lines of the KDC's log with all of the words.
    package static func count(_ words: String...) async throws -> Int {
        try await run(["log"]).split(separator: "\n").count { line in words.allSatisfy { line.contains($0) } }
    }

    @discardableResult
    private static func run(_ arguments: [String]) async throws -> String {
        let script = try TestEnvironment.root() + "/scripts/kdc"
        let words = [arguments[0], "--dir", try folder()] + arguments.dropFirst()
        return try await Program(script, Array(words)).succeeded()
    }
}
