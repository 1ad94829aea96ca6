internal import ActivationDomain
package import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// A computer managed by WS-Management (DMTF DSP0226), which Windows calls WinRM.
///
/// One connection serves the whole exchange. After a step's limit, a loss or a cancellation it is closed; the next step
/// makes a new one, so that a state can be read back after an activation that was not answered in time.
package final class WSManChannel: ComputerChannel {
    let limits: ChannelLimits
    private let connection: HTTPConnection
    private let headers: HTTPHeaders
    private let url: String
    private let end: NIODeadline
    private static let path = "/wsman"

    private init(
        connection: HTTPConnection,
        headers: HTTPHeaders,
        url: String,
        limits: ChannelLimits,
        end: NIODeadline
    ) {
        self.end = end
        self.connection = connection
        self.headers = headers
        self.url = url
        self.limits = limits
    }

    /// Connects to a computer; nothing is asked of it yet, so a wrong credential shows with the first step.
    ///
    /// - Parameters:
    ///   - endpoint: The address to connect to, checked before.
    ///   - credential: Sent with every request by Basic authentication.
    ///   - limits: How long each step may take.
    ///   - end: When all must have ended, whatever the steps' limits; later steps fail at once.
    ///   - allowBasicOverHTTP: Whether the password may go over a connection in the clear; off unless the setting
    ///     `worker.winrm.allowBasicOverHTTP` says so.
    ///   - group: The event loops that all channels share.
    /// - Returns: A channel whose connection stands, TLS handshake included.
    /// - Throws: What kept it from standing, or ``ChannelError/authentication(detail:)`` for a credential that may not go
    ///   over this connection.
    package static func open(
        endpoint: ComputerEndpoint,
        credential: WSManCredential,
        limits: ChannelLimits = ChannelLimits(),
        until end: NIODeadline = .distantFuture,
        allowBasicOverHTTP: Bool = false,
        group: any EventLoopGroup
    ) async throws(ChannelError) -> WSManChannel {
        let authorization = try credential.basicAuthorization(
            over: endpoint.scheme,
            allowedInTheClear: allowBasicOverHTTP
        )
        let tls =
            endpoint.scheme == .https ? try TLSContextCache.shared.context(trustRoots: endpoint.trustRoots) : nil
        let connection = HTTPConnection(
            endpoint: endpoint,
            connectLimit: limits.connect,
            end: end,
            tls: tls,
            group: group
        )
        try await connection.connect()
        return WSManChannel(
            connection: connection,
            headers: [
                "Host": endpoint.authority, "User-Agent": "Rollcall", "Authorization": authorization,
                "Content-Type": "application/soap+xml;charset=UTF-8",
            ],
            url: "\(endpoint.scheme.rawValue)://\(endpoint.authority)\(path)",
            limits: limits,
            end: end
        )
    }

    /// What the service says of its product, such as `OS: 10.0.20348 SP: 0.0 Stack: 3.0`.
    package func identify() async throws(ChannelError) -> String {
        let body = try await send(until: min(stepDeadline, end)) { ByteBuffer(string: WSManEnvelope.identify) }
        guard let version = body.firstDescendant("ProductVersion")?.value, !version.isEmpty else {
            throw .protocolViolation(detail: "The answer to Identify names no ProductVersion.")
        }
        return version
    }

    package func close() async {
        await connection.close()
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
        try WSManReply.body(
            of: try await connection.post(path: Self.path, headers: headers, deadline: deadline, body: envelope)
        )
    }
}
