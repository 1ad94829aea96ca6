internal import Glibc

/// Finds out why an address cannot be connected to.
///
/// librabbitmq says "a socket error occurred" for all of it, and keeps the error number to itself.
enum ConnectProbe {
    /// How long it may take; what has just failed at once does so again at once.
    private static let milliseconds: Int32 = 200

    /// The system's reason, such as `connection refused`; nil when it cannot be told.
    static func reason(_ target: String, port: Int) -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target, "\(port)", &hints, &list) == 0, let list else { return nil }
        defer { freeaddrinfo(list) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(list.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { return text(errno) }
        defer { close(descriptor) }
        guard connect(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) != 0 else { return nil }
        guard errno == EINPROGRESS else { return text(errno) }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return nil }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0, code != 0 else { return nil }
        return text(code)
    }

    private static func text(_ code: Int32) -> String {
        String(cString: strerror(code)).lowercased()
    }
}
