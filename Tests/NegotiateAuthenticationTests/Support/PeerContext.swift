import Foundation
import TestSupport

@testable import NegotiateAuthentication

/// One context on the other side, by what others wrote.
final class PeerContext: Sendable {
    enum Implementation: String, Codable, CaseIterable { case pyspnego, gssapi }

    private struct Request: Encodable {
        var `do`: String
        var by: Implementation?
        var mechanism: String?
        var wrapping: String?
        var host: String?
        var bindings: Data?
        var token: Data?
        var plain: Data?
        var header: Data?
        var payload: Data?
    }

    private struct Answer: Decodable {
        var token: Data?
        var complete: Bool?
        var who: String?
        var header: Data?
        var payload: Data?
        var padding: Int?
        var plain: Data?
        var error: String?
    }

    /// What the other side would not take.
    struct Refusal: Error, CustomStringConvertible { let description: String }

    private let connection: LineConnection

    init(
        _ implementation: Implementation,
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        bindings: ChannelBindings? = nil
    ) async throws {
        connection = try LineConnection(to: try await Acceptor.shared.port(), of: "acceptor")
        let wrapping = wrapping == .negotiate ? "negotiate" : "bare"
        _ = try await ask(
            Request(
                do: "new",
                by: implementation,
                mechanism: mechanism.rawValue,
                wrapping: wrapping,
                host: "localhost",
                bindings: bindings.map { Data($0.applicationData) }
            )
        )
    }

    /// Gives it a token; `who` is known when it is complete.
    func step(_ token: [UInt8]) async throws -> (token: [UInt8]?, isComplete: Bool, who: String?) {
        let answer = try await ask(Request(do: "step", token: Data(token)))
        return (answer.token.map { [UInt8]($0) }, answer.complete ?? false, answer.who)
    }

    func seal(_ plain: [UInt8]) async throws -> SealedMessage {
        let answer = try await ask(Request(do: "wrap", plain: Data(plain)))
        return SealedMessage(
            header: [UInt8](answer.header ?? Data()),
            payload: [UInt8](answer.payload ?? Data()),
            paddingLength: answer.padding ?? 0
        )
    }

    func unseal(_ sealed: SealedMessage) async throws -> [UInt8] {
        let answer = try await ask(
            Request(do: "unwrap", header: Data(sealed.header), payload: Data(sealed.payload))
        )
        return [UInt8](answer.plain ?? Data())
    }

    private func ask(_ request: Request) async throws -> Answer {
        let answer = try JSONDecoder().decode(Answer.self, from: try await connection.ask(request))
        if let error = answer.error { throw Refusal(description: error) }
        return answer
    }
}
