import Dispatch
import Foundation
import Glibc
import TestSupport

/// An answer of the board, as it came over the wire.
struct RawReply: Sendable {
    var status = 0
    var headers: [(name: String, value: String)] = []
    var body = ""

    subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    init(_ data: Data) throws {
        let text = String(decoding: data, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw TestSupportError("no answer of HTTP: \(text)") }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        body = String(text[end.upperBound...])
    }
}

/// HTTP over a socket of our own: what is sent is just what the test says.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(port: Int, seconds: Int = 60) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
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
        guard status == 0 else { throw TestSupportError("the board does not listen: \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        var rest = Data(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw TestSupportError("the board takes nothing: \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// All that comes until the board closes, or until `stop` is content with it.
    func receive(until stop: @escaping @Sendable (Data) -> Bool = { _ in false }) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            // It blocks.
            DispatchQueue.global().async { continuation.resume(with: Result { try self.read(stop) }) }
        }
    }

    private func read(_ stop: (Data) -> Bool) throws -> Data {
        var data = Data()
        var piece = [UInt8](repeating: 0, count: 16_384)
        while !stop(data) {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            // A client that is sent away while it still sends is told so by a reset.
            if count < 0, errno == ECONNRESET { return data }
            guard count >= 0 else { throw TestSupportError("the board does not answer: \(errno)") }
            guard count > 0 else { return data }
            data.append(contentsOf: piece[..<count])
        }
        return data
    }
}

/// One request on a connection of its own.
enum RawHTTP {
    static func send(_ text: String, to port: Int) async throws -> RawReply {
        let connection = try RawConnection(port: port)
        try connection.send(text)
        return try RawReply(try await connection.receive())
    }
}
