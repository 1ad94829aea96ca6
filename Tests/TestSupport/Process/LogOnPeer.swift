import Foundation

/// A program of Python that logs clients on with what others wrote, one for all tests; it ends with this process.
package actor LogOnPeer {
    private let name: String
    private let script: String
    private let users: [String]
    private var start: Task<Started, any Error>?

    private typealias Started = (program: Program, port: Int, keytab: String)

    /// Makes one that is not started yet.
    ///
    /// - Parameters:
    ///   - name: what it is called when it fails, such as `acceptor`.
    ///   - script: the path of the program, which prints its port.
    ///   - users: whom NTLM knows, as `DOMAIN:USER:PASSWORD`.
    package init(_ name: String, script: String, users: [String]) {
        self.name = name
        self.script = script
        self.users = users
    }

    /// The port it listens on; starts it at the first call.
    package func port() async throws -> Int { try await started().port }

    /// The file with the keys of its services.
    package func keytab() async throws -> String { try await started().keytab }

    private func started() async throws -> Started {
        let start = start ?? Task { [name, script, users] in try await Self.launch(name, script, users) }
        self.start = start
        return try await start.value
    }

    private static func launch(
        _ name: String,
        _ script: String,
        _ users: [String]
    ) async throws -> Started {
        let folder = try TestFolder.make("peer")
        let userFile = folder.appending(path: "users")
        try users.map { $0 + "\n" }.joined().write(to: userFile, atomically: true, encoding: .utf8)
        var environment = ProcessInfo.processInfo.environment
        environment["NTLM_USER_FILE"] = userFile.path
        let keytab = folder.appending(path: "keytab").path
        try await TestKDC.service("HTTP/localhost", keytab: keytab)
        environment["KRB5_KTNAME"] = keytab
        // Tests log on within the same second with the same ticket; a shared cache of what was seen is not theirs.
        environment["KRB5RCACHENAME"] = "none:"
        let python = try TestEnvironment.required("ROLLCALL_TEST_PYTHON")
        let program = try Program(python, [script], environment: environment)
        try await eventually("the port of the \(name)") {
            guard program.isRunning else { throw TestSupportError("no \(name): \(program.errors)") }
            return program.output.hasSuffix("\n")
        }
        guard let port = Int(program.output.dropLast()) else { throw TestSupportError(program.output) }
        return (program, port, keytab)
    }
}
