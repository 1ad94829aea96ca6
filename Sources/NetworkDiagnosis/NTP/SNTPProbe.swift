package import ActivationDomain
package import NIOCore
internal import NIOPosix

/// What asking a time server gave.
package enum SNTPOutcome: Sendable, Hashable {
    case sample(SNTP.Sample)
    /// It answered, but not with a time that can be used.
    case problem(SNTP.Problem)
    /// No answer to the question within the limit; answers to other questions do not count.
    case silence
    /// Nothing could be sent, or nothing listens there.
    case notReached(NetworkFailure)
}

/// Asks a time server once, over UDP.
package struct SNTPProbe: Sendable {
    private let limit: Duration
    private let group: any EventLoopGroup

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - limit: how long to wait for the answer; 3 s by default. There is one question only: RFC 4330, section 10
    ///     forbids a second one within 15 s.
    ///   - group: where its sockets live; NIO's shared threads by default.
    package init(limit: Duration = .seconds(3), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.limit = limit
        self.group = group
    }

    /// Asks, and compares the answer with this computer's clock.
    ///
    /// A cancelled task ends as if the limit had passed.
    package func outcome(at address: IPAddress, port: UInt16 = SNTP.defaultPort) async -> SNTPOutcome {
        let loop = group.next()
        let end = Settlement<SNTPOutcome>(on: loop)
        let query = SNTP.Query(cookie: .random(in: .min ... .max))
        do {
            let server = try SocketAddress(ipAddress: address.description, port: Int(port))
            // Connected, so that the kernel drops what others send and tells when nothing listens.
            let channel = try await DatagramBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(SNTPHandler(query: query, end: end))
                    }
                }
                .connect(to: server).get()
            channel.pipeline.fireUserInboundEventTriggered(SNTPHandler.Ask())
            let outcome = await end.wait(limit: limit, otherwise: .silence)
            try? await channel.close().get()
            return outcome
        } catch {
            end.settle(.silence)
            return .notReached(NetworkFailure(error))
        }
    }

    /// The same as a line for a person, on this computer's clock.
    ///
    /// - Parameters:
    ///   - host: the name that led to the address, for the sentence; nil if the address was given as such.
    ///   - address: which server to ask.
    ///   - port: its port; 123 by default.
    /// - Returns: ok, warning or failed, of the area ``Finding/Area/clock``.
    package func finding(host: String? = nil, address: IPAddress, port: UInt16 = SNTP.defaultPort) async -> Finding {
        let outcome = await outcome(at: address, port: port)
        let place = port == SNTP.defaultPort ? "\(address)" : address.with(port: port)
        return outcome.finding(server: host.map { "\($0) (\(place))" } ?? place, limit: limit)
    }
}

/// Sends the question and reads the answer on the socket's event loop.
private final class SNTPHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = ByteBuffer

    /// Sent through the pipeline once the socket is connected.
    struct Ask: Sendable {}

    private let query: SNTP.Query
    private let end: Settlement<SNTPOutcome>
    private var sent = (wall: Timestamp.now, steady: ContinuousClock.now)

    init(query: SNTP.Query, end: Settlement<SNTPOutcome>) {
        self.query = query
        self.end = end
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Ask else { return context.fireUserInboundEventTriggered(event) }
        sent = (Timestamp.now, ContinuousClock.now)
        let end = end
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: query.bytes)))
            .whenFailure { end.settle(.notReached(NetworkFailure($0))) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let elapsed = ContinuousClock.now - sent.steady
        let bytes = Array(buffer: unwrapInboundIn(data).data)
        do throws(SNTP.Problem) {
            end.settle(.sample(try SNTP.read(bytes, answering: query, sent: sent.wall, elapsed: elapsed)))
        } catch .otherQuery {
            // The right answer may still be on its way.
        } catch {
            end.settle(.problem(error))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end.settle(.notReached(NetworkFailure(error)))
    }
}
