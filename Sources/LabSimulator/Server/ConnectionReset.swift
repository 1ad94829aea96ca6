internal import Foundation
internal import NIOCore
internal import NIOPosix

/// Ends a connection with a reset instead of an orderly close.
enum ConnectionReset {
    /// With a linger time of 0 the kernel sends RST at once and drops what was not yet sent.
    static func reset(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}
