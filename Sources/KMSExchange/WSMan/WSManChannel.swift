internal import ActivationDomain
package import NIOCore

/// A computer managed by WS-Management (DMTF DSP0226), which Windows calls WinRM.
///
/// One connection serves the whole exchange. After a step's limit, a loss or a cancellation it is closed; the next step
/// makes a new one, so that a state can be read back after an activation that was not answered in time.
package final class WSManChannel: ComputerChannel {
    let limits: ChannelLimits
    private let transport: WSManTransport
    private let url: String
    package let end: NIODeadline

    private init(_ transport: WSManTransport, url: String, limits: ChannelLimits, end: NIODeadline) {
        self.transport = transport
        self.url = url
        self.limits = limits
        self.end = end
    }

    /// Connects to a computer, and logs on where a log-on is not a part of each request.
    ///
    /// - Parameters:
    ///   - endpoint: The address to connect to, checked before.
    ///   - proof: Who we are, and by what the computer is to know it.
    ///   - limits: How long each step may take.
    ///   - end: When all must have ended, whatever the steps' limits; later steps fail at once.
    ///   - group: The event loops that all channels share.
    /// - Returns: A channel whose connection stands, TLS handshake included.
    /// - Throws: What kept it from standing, or ``ChannelError/authentication(detail:)`` for a credential that was
    ///   refused, or that may not go over this connection. By Basic and by a certificate a refusal shows with the first
    ///   step.
    package static func open(
        endpoint: ComputerEndpoint,
        proof: WSManProof,
        limits: ChannelLimits = ChannelLimits(),
        until end: NIODeadline = .distantFuture,
        group: any EventLoopGroup
    ) async throws(ChannelError) -> WSManChannel {
        let transport = try WSManTransport(to: endpoint, proof, limits, until: end, group)
        try await transport.connect(until: min(.now() + TimeAmount(limits.step), end))
        return WSManChannel(
            transport,
            url: "\(endpoint.scheme.rawValue)://\(endpoint.authority)\(WSManTransport.path)",
            limits: limits,
            end: end
        )
    }

    package var means: String? { transport.means }

    /// What the service says of its product, such as `OS: 10.0.20348 SP: 0.0 Stack: 3.0`.
    package func identify() async throws(ChannelError) -> String {
        let body = try await send(until: min(stepDeadline, end)) { ByteBuffer(string: WSManEnvelope.identify) }
        guard let version = body.firstDescendant("ProductVersion")?.value, !version.isEmpty else {
            throw .protocolViolation(detail: "The answer to Identify names no ProductVersion.")
        }
        return version
    }

    package func close() async {
        await transport.close()
    }

    /// Sends one request and returns the body of its answer.
    func call(_ request: WSManRequest, deadline: NIODeadline) async throws(ChannelError) -> SOAPElement {
        let deadline = min(deadline, end)
        guard deadline > .now() else { throw .stepTimeout }
        return try await send(until: deadline) { envelope(of: request, until: deadline) }
    }

    private func envelope(of request: WSManRequest, until deadline: NIODeadline) -> ByteBuffer {
        // A little less than the worker's own patience, so that the computer's word comes first, and no more than
        // Windows grants.
        let timeout = min(Duration(deadline - .now()) * 9 / 10, .seconds(60))
        return ByteBuffer(string: WSManEnvelope.text(of: request, to: url, operationTimeout: timeout))
    }

    private func send(
        until deadline: NIODeadline,
        _ envelope: () -> ByteBuffer
    ) async throws(ChannelError) -> SOAPElement {
        // Both here, and not in a function of the transport's: thousands of requests wait at a time, and each function
        // keeps room meanwhile.
        switch transport {
        case .everyRequest(let connection, let headers, let means):
            try WSManReply.body(
                of: try await connection.post(
                    path: WSManTransport.path,
                    headers: headers,
                    deadline: deadline,
                    body: envelope
                ),
                by: means,
                over: connection.scheme
            )
        case .connection(let transport):
            try WSManReply.body(of: try await transport.exchange(until: deadline, envelope), by: nil)
        }
    }
}
