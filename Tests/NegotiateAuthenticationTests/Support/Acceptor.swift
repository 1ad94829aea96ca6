import Foundation
import TestSupport

/// The program that answers our contexts with what others wrote, one for all tests; it ends with this process.
actor Acceptor {
    static let shared = Acceptor()
    static let domain = "LAB"
    static let user = "rollcall"
    static let password = "Zug um Zug, 12"
    /// Another user, whose password has letters of two, three and four bytes.
    static let musician = (user: "musician", password: "Grüße € 𝄞")

    private var running: (program: Program, port: Int)?
    private var start: Task<(program: Program, port: Int), any Error>?

    /// The port it listens on; starts it at the first call.
    func port() async throws -> Int {
        if let running { return running.port }
        let start = start ?? Task { try await Self.launch() }
        self.start = start
        let running = try await start.value
        self.running = running
        return running.port
    }

    private static func launch() async throws -> (program: Program, port: Int) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-acceptor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let users = folder.appending(path: "users")
        try "\(domain):\(user):\(password)\n\(domain):\(musician.user):\(musician.password)\n".write(
            to: users,
            atomically: true,
            encoding: .utf8
        )
        var environment = ProcessInfo.processInfo.environment
        environment["NTLM_USER_FILE"] = users.path
        let keytab = folder.appending(path: "keytab").path
        try await TestKDC.service("HTTP/localhost", keytab: keytab)
        environment["KRB5_KTNAME"] = keytab
        // Tests log on within the same second with the same ticket; a shared cache of what was seen is not theirs.
        environment["KRB5RCACHENAME"] = "none:"
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/acceptor.py")
        let python = try TestEnvironment.required("ROLLCALL_TEST_PYTHON")
        let program = try Program(python, [script.path], environment: environment)
        try await eventually("the acceptor's port") {
            guard program.isRunning else { throw TestSupportError("no acceptor: \(program.errors)") }
            return program.output.hasSuffix("\n")
        }
        guard let port = Int(program.output.dropLast()) else { throw TestSupportError(program.output) }
        return (program, port)
    }
}
