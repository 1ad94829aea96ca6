internal import Glibc

/// Ports of loopback that belong to this process, so that nobody else comes to have them, but take nothing.
package enum QuietPort {
    /// Runs `body` with a port that is taken, but on which nothing listens: each connection is refused.
    package static func withClosed<Value>(_ body: (UInt16) async throws -> Value) async throws -> Value {
        let (descriptor, port) = try bound()
        defer { close(descriptor) }
        return try await body(port)
    }

    /// Runs `body` with a UDP port that takes nothing: what is sent there is refused (ICMP port unreachable).
    package static func withClosedUDP<Value>(_ body: (UInt16) async throws -> Value) async throws -> Value {
        let (descriptor, port) = try bound(SOCK_DGRAM)
        defer { close(descriptor) }
        // Connected to itself, the socket is there for nobody else.
        guard withAddress(port, { connect(descriptor, $0, $1) }) == 0 else {
            throw TestSupportError("no connection: \(errno)")
        }
        return try await body(port)
    }

    /// Runs `body` with a port whose queue of connections is full: the kernel drops each further one's first packet.
    package static func withFullQueue<Value>(_ body: (UInt16) async throws -> Value) async throws -> Value {
        let (descriptor, port) = try bound()
        defer { close(descriptor) }
        guard listen(descriptor, 0) == 0 else { throw TestSupportError("no listening: \(errno)") }
        var callers: [Int32] = []
        defer { callers.forEach { close($0) } }
        for _ in 0..<4 {
            let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            guard caller >= 0 else { throw TestSupportError("no socket: \(errno)") }
            callers.append(caller)
            _ = withAddress(port) { connect(caller, $0, $1) }
        }
        return try await body(port)
    }

    private static func bound(_ type: __socket_type = SOCK_STREAM) throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        guard descriptor >= 0 else { throw TestSupportError("no socket: \(errno)") }
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            throw TestSupportError("no port: \(errno)")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else {
            close(descriptor)
            throw TestSupportError("no port: \(errno)")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
