import Foundation

/// A client of the tests' own: one blocking socket, HTTP/1.1 written and read by hand, sharing nothing with server or exchange.
struct RawClient: ~Copyable {
    struct Reply {
        let status: Int
        let headers: [String: String]
        let bytes: [UInt8]

        var body: String { String(decoding: bytes, as: UTF8.self) }
    }

    enum Failure: Error, Equatable {
        case connect(Int32)
        case closed(received: String)
        case timedOut
        case reset
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects; every later read waits `patience` seconds at most.
    init(_ address: String, port: Int, patience: Int = 60) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var time = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(port).bigEndian
        target.sin_addr.s_addr = inet_addr(address)
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] in
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(descriptor)
            throw Failure.connect(code)
        }
    }

    deinit {
        close(descriptor)
    }

    static let authorization = "Authorization: Basic " + Data("rollcall:lab-only".utf8).base64EncodedString() + "\r\n"

    /// Sends a request without waiting for its reply.
    func send(
        _ body: String,
        headers: String = RawClient.authorization,
        method: String = "POST",
        path: String = "/wsman"
    ) {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: lab\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n"
        text += "\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Reads one reply to its end.
    mutating func receive() throws -> Reply {
        while true {
            if let reply = parse() { return reply }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == ECONNRESET { throw Failure.reset }
            guard count >= 0 else { throw Failure.timedOut }
            guard count > 0 else { throw Failure.closed(received: String(decoding: buffer, as: UTF8.self)) }
            buffer += chunk[..<count]
        }
    }

    mutating func exchange(_ body: String, headers: String = RawClient.authorization) throws -> Reply {
        send(body, headers: headers)
        return try receive()
    }

    private mutating func parse() -> Reply? {
        let text = String(decoding: buffer, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        // The text of the head is its bytes; that of what follows need not be.
        let start = text[..<end.upperBound].utf8.count
        guard buffer.count >= start + length, let status = Int(lines[0].split(separator: " ")[1]) else { return nil }
        let bytes = Array(buffer[start..<start + length])
        buffer.removeFirst(start + length)
        return Reply(status: status, headers: headers, bytes: bytes)
    }
}
