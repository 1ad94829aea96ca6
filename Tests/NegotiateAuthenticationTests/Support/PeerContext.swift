import Dispatch
import Foundation
import Glibc
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

    private let descriptor: Int32

    init(
        _ implementation: Implementation,
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        bindings: ChannelBindings? = nil
    ) async throws {
        let port = try await Acceptor.shared.port()
        descriptor = try Self.connected(port)
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

    deinit { close(descriptor) }

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
        let line = try JSONEncoder().encode(request) + Data("\n".utf8)
        let descriptor = descriptor
        let text = try await withCheckedThrowingContinuation { continuation in
            // It blocks.
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.exchange(line, descriptor) })
            }
        }
        let answer = try JSONDecoder().decode(Answer.self, from: text)
        if let error = answer.error { throw Refusal(description: error) }
        return answer
    }

    private static func connected(_ port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
        guard status == 0 else {
            close(descriptor)
            throw TestSupportError("the acceptor does not listen: \(errno)")
        }
        return descriptor
    }

    private static func exchange(_ line: Data, _ descriptor: Int32) throws -> Data {
        var rest = line[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw TestSupportError("the acceptor takes nothing: \(errno)") }
            rest = rest.dropFirst(sent)
        }
        var answer = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { throw TestSupportError("the acceptor does not answer: \(errno)") }
            answer.append(contentsOf: piece[..<count])
        }
        return answer
    }
}
