internal import Glibc
internal import NIOCore

extension BoardServerError {
    /// Why nothing can listen there, as a sentence; nil for an error of another kind.
    init?(binding error: any Error, _ configuration: BoardConfiguration) {
        let (host, port) = (configuration.host, configuration.port)
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self.init(
                .unavailable,
                "port \(port) on \(host) is taken: choose another board.port, or end the program that has it"
            )
        case let error as IOError where error.errnoCode == EACCES:
            self.init(
                .settings,
                "board.port \(port) may not be opened by this user: choose one above 1023, or give the program "
                    + "CAP_NET_BIND_SERVICE"
            )
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            self.init(.settings, "board.host \(host) is no address of this machine")
        case let error as IOError:
            let reason = String(cString: strerror(error.errnoCode)).lowercased()
            self.init(.settings, "board.host \(host) and board.port \(port) cannot be listened on: \(reason)")
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            self.init(.settings, "board.host \(host) has no address: no DNS server and no file of hosts knows it")
        default:
            return nil
        }
    }
}
