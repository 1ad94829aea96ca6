import Glibc
import TestSupport

/// A TCP listener on loopback that says what a test tells it to, or nothing.
struct Listener: ~Copyable {
    private let descriptor: Int32
    let port: Int

    init() throws {
        (descriptor, port) = try Listener.bound(listens: true)
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// A port on which nothing listens.
    static func freePort() throws -> Int {
        let (descriptor, port) = try bound(listens: false)
        Glibc.close(descriptor)
        return port
    }

    /// Takes a client that has connected, says `text` and hangs up; false when there is none.
    func acceptOne(andSay text: String? = nil) -> Bool {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return false }
        if let text { _ = send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }
        shutdown(client, Int32(SHUT_WR))
        // Hanging up on what was not read would reset the connection before the client has our answer.
        var bytes = [UInt8](repeating: 0, count: 64)
        if text != nil { _ = recv(client, &bytes, bytes.count, 0) }
        Glibc.close(client)
        return true
    }

    /// A socket on a free port, and its number.
    static func bound(listens: Bool) throws -> (Int32, Int) {
        let descriptor = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard descriptor >= 0, status == 0, !listens || listen(descriptor, 8) == 0 else {
            if descriptor >= 0 { Glibc.close(descriptor) }
            throw TestSupportError("no port on loopback: error \(errno)")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
