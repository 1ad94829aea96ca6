import Dispatch
import Foundation
import Glibc
import TestSupport

/// The WinRM server of parts that others wrote, one program for all tests; it ends with this process.
actor ForeignWinRM {
    static let shared = ForeignWinRM()
    static let user = "LAB\\rollcall"
    static let password = "Zug um Zug, 12"

    private var running: (program: Program, port: Int)?
    private var start: Task<(program: Program, port: Int), any Error>?

    /// What a listener is to do, by the names that the program has for it.
    struct Options: Encodable {
        var `do` = "listen"
        var offers = ["Negotiate"]
        var basic: String?
        var certificate: String?
        var key: String?
        var clients: String?
        var bindings: String?
        var logOffAt: Int?
        var alwaysLogOff: Bool?
        var plainAt: Int?
        var plainStatus: Int?
        var spoilAt: Int?
        var cutAfter: Int?
        var busy: Bool?
        var encoding: String?
        var tab: Bool?
    }

    /// What came to a listener.
    struct Log: Decodable {
        struct LogOn: Decodable, Equatable {
            var who: String
            var by: String
        }
        struct Message: Decodable, Equatable {
            var who: String
            var by: String
            var action: String?
            var encrypted: Bool
        }
        var connections: Int
        var logOns: [LogOn]
        var refusals: Int
        var messages: [Message]
        var errors: [String]
    }

    /// A listener of a test's own.
    struct Listener: Sendable {
        let port: Int
        fileprivate let control: Int

        func log() async throws -> Log { try await ForeignWinRM.ask(Question(port: port), control) }
    }

    private struct Question: Encodable {
        var `do` = "log"
        var port: Int
    }

    private struct Answer: Decodable { var port: Int }

    /// Begins to listen at a port of its own.
    func listen(_ options: Options) async throws -> Listener {
        let control = try await port()
        let answer: Answer = try await Self.ask(options, control)
        return Listener(port: answer.port, control: control)
    }

    private func port() async throws -> Int {
        if let running { return running.port }
        let start = start ?? Task { try await Self.launch() }
        self.start = start
        let running = try await start.value
        self.running = running
        return running.port
    }

    private static func launch() async throws -> (program: Program, port: Int) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-winrm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let users = folder.appending(path: "users")
        try "\(user.replacing("\\", with: ":")):\(password)\n".write(to: users, atomically: true, encoding: .utf8)
        var environment = ProcessInfo.processInfo.environment
        environment["NTLM_USER_FILE"] = users.path
        let keytab = folder.appending(path: "keytab").path
        try await TestKDC.service("HTTP/localhost", keytab: keytab)
        environment["KRB5_KTNAME"] = keytab
        // Tests log on within the same second with the same ticket; a shared cache of what was seen is not theirs.
        environment["KRB5RCACHENAME"] = "none:"
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/winrm_server.py")
        let python = try TestEnvironment.required("ROLLCALL_TEST_PYTHON")
        let program = try Program(python, [script.path], environment: environment)
        try await eventually("the WinRM server's port") {
            guard program.isRunning else { throw TestSupportError("no WinRM server: \(program.errors)") }
            return program.output.hasSuffix("\n")
        }
        guard let port = Int(program.output.dropLast()) else { throw TestSupportError(program.output) }
        return (program, port)
    }

    private static func ask<Answer: Decodable & Sendable>(
        _ question: some Encodable & Sendable,
        _ port: Int
    ) async throws -> Answer {
        let line = try JSONEncoder().encode(question) + Data("\n".utf8)
        let text = try await withCheckedThrowingContinuation { continuation in
            // It blocks.
            DispatchQueue.global().async { continuation.resume(with: Result { try exchange(line, port) }) }
        }
        do {
            return try JSONDecoder().decode(Answer.self, from: text)
        } catch {
            throw TestSupportError("\(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func exchange(_ line: Data, _ port: Int) throws -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw TestSupportError("the WinRM server does not listen: \(errno)") }
        let sent = line.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent == line.count else { throw TestSupportError("the WinRM server takes nothing: \(errno)") }
        var answer = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { throw TestSupportError("the WinRM server does not answer: \(errno)") }
            answer.append(contentsOf: piece[..<count])
        }
        return answer
    }
}
