import Dispatch
package import Foundation
import Glibc

/// A connection on loopback over which each line that is sent is answered by one.
package final class LineConnection: Sendable {
    private let descriptor: Int32
    private let name: String

    /// Connects to a port; `name` is what the other side is called when it fails.
    package init(to port: Int, of name: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.name = name
        var limit = timeval(tv_sec: 100, tv_usec: 0)
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
        // The end of this object closes it in any case.
        guard status == 0 else { throw TestSupportError("the \(name) does not listen: \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends a question as JSON in a line, and waits for the line that answers it.
    package func ask(_ question: some Encodable & Sendable) async throws -> Data {
        let line = try JSONEncoder().encode(question) + Data("\n".utf8)
        return try await withCheckedThrowingContinuation { continuation in
            // It blocks.
            DispatchQueue.global().async { continuation.resume(with: Result { try self.exchange(line) }) }
        }
    }

    private func exchange(_ line: Data) throws -> Data {
        var rest = line[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw TestSupportError("the \(name) takes nothing: \(errno)") }
            rest = rest.dropFirst(sent)
        }
        var answer = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { throw TestSupportError("the \(name) does not answer: \(errno)") }
            answer.append(contentsOf: piece[..<count])
        }
        return answer
    }
}
