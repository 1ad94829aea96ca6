internal import ActivationDomain
internal import NIOCore

/// Where a request came from.
package struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    private let address: IPAddress?

    init(_ address: IPAddress?) { self.address = address }

    init(_ address: SocketAddress?) { self.init(address?.ipAddress.flatMap { IPAddress($0) }) }

    package var description: String { address?.description ?? "unknown" }

    /// Whether it is this machine, which no limit by address is for.
    package var isLoopback: Bool { address?.isLoopback ?? false }

    /// What limits count by: of IPv6 the first 64 bits, since one household has all of the rest (RFC 6177).
    package var limitKey: String {
        guard let address, address.bytes.count == 16 else { return description }
        return IPAddress(bytes: address.bytes.prefix(8) + Array(repeating: 0, count: 8)).map { "\($0)/64" }
            ?? description
    }
}
