internal import Glibc

/// A TCP port on 127.0.0.1 at which nothing listens, and at which nothing else can as long as this is held.
package struct SilentPort: ~Copyable {
    /// The port's number.
    package let number: Int
    private let descriptor: Int32

    /// Takes a free port.
    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        guard isBound else { throw TestSupportError("no port of 127.0.0.1 can be had") }
    }

    deinit { close(descriptor) }
}
