package import ActivationDomain
package import NIOCore
internal import NIOPosix

/// Sees whether a connection to an address and port can be made; nothing is sent over it.
package struct TCPProbe: Sendable {
    private let limit: Duration
    private let group: any EventLoopGroup

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - limit: how long to wait for the connection; 5 s by default.
    ///   - group: where its sockets live; NIO's shared threads by default.
    package init(limit: Duration = .seconds(5), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.limit = limit
        self.group = group
    }

    /// Connects and closes at once.
    ///
    /// A cancelled task ends as if the limit had passed.
    /// - Returns: why there is no connection; nil when there was one.
    package func failure(to address: IPAddress, port: UInt16) async -> NetworkFailure? {
        await TCPConversation(address: address, port: port, limit: limit, group: group).connect()
    }

    /// The same as a line for a person.
    ///
    /// - Parameters:
    ///   - area: what the line belongs to.
    ///   - address: where to connect.
    ///   - port: its port.
    ///   - service: what should listen there, such as `the KMS host's service`.
    /// - Returns: ok or failed.
    package func finding(
        _ area: Finding.Area,
        address: IPAddress,
        port: UInt16,
        service: String
    ) async -> Finding {
        let place = address.with(port: port)
        guard let failure = await failure(to: address, port: port) else {
            return Finding(area, .ok, place, "\(place) accepts connections.", data: ["outcome": "connected"])
        }
        return Finding(
            area,
            .failed,
            place,
            failure.clause(at: place, limit: limit) + ".",
            advice: failure.advice(for: service),
            data: ["outcome": failure.name]
        )
    }
}
