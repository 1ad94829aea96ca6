package import ActivationDomain
package import NIOCore
internal import NIOPosix

/// What a look at a KMS host's port gave.
package enum RPCBindOutcome: Sendable, Hashable {
    /// Something was answered.
    case reply(RPCBindReply)
    /// The connection stood, but no whole answer came within the limit.
    case silence
    /// The connection stood, and was ended without a whole answer.
    case closed
    /// No connection.
    case notConnected(NetworkFailure)
}

/// Sees whether a KMS host answers at an address: one connection, one bind, and it is closed again.
///
/// Whatever the answer, nothing follows: see ``RPCBind``. So a KMS host counts nobody by it.
package struct RPCBindProbe: Sendable {
    /// The port of a KMS host where nothing else is said: 1688.
    package static let defaultPort: UInt16 = 1688

    let limit: Duration
    private let group: any EventLoopGroup

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - limit: how long to wait for the connection, and again for the answer; 5 s by default.
    ///   - group: where its sockets live; NIO's shared threads by default.
    package init(limit: Duration = .seconds(5), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.limit = limit
        self.group = group
    }

    /// Connects, binds, reads the answer and closes.
    ///
    /// A cancelled task ends as if the limit had passed.
    package func outcome(at address: IPAddress, port: UInt16 = RPCBindProbe.defaultPort) async -> RPCBindOutcome {
        let conversation = TCPConversation(address: address, port: port, limit: limit, group: group)
        return switch await conversation.run(saying: RPCBind.pdu, reader: RPCBindReplyReader()) {
        case .answer(let reply): .reply(reply)
        case .silence: .silence
        case .closed: .closed
        case .notConnected(let failure): .notConnected(failure)
        }
    }

    /// The same as a line for a person.
    ///
    /// - Parameters:
    ///   - host: the name that led to the address, for the subject; nil if the address was given as such.
    ///   - address: where to connect.
    ///   - port: its port; 1688 by default.
    /// - Returns: ok, warning or failed, of the area ``Finding/Area/kmsHost``.
    package func finding(
        host: String? = nil,
        address: IPAddress,
        port: UInt16 = RPCBindProbe.defaultPort
    ) async -> Finding {
        let outcome = await outcome(at: address, port: port)
        let place = address.with(port: port)
        return outcome.finding(place: host.map { "\($0) (\(place))" } ?? place, limit: limit)
    }
}
