import Foundation
import TestSupport

/// The WinRM server of parts that others wrote, one program for all tests.
struct ForeignWinRM: Sendable {
    static let shared = ForeignWinRM()
    static let user = "LAB\\rollcall"
    static let password = "Zug um Zug, 12"

    private let peer = LogOnPeer(
        "WinRM server",
        script: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/winrm_server.py").path,
        users: ["\(user.replacing("\\", with: ":")):\(password)"]
    )

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
        var clock: Int?
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
        let control = try await peer.port()
        let answer: Answer = try await Self.ask(options, control)
        return Listener(port: answer.port, control: control)
    }

    private static func ask<Answer: Decodable & Sendable>(
        _ question: some Encodable & Sendable,
        _ port: Int
    ) async throws -> Answer {
        let text = try await LineConnection(to: port, of: "WinRM server").ask(question)
        do {
            return try JSONDecoder().decode(Answer.self, from: text)
        } catch {
            throw TestSupportError("\(String(decoding: text, as: UTF8.self))")
        }
    }
}
