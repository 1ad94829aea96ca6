internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NegotiateAuthentication

/// How requests reach a computer, and whose they are.
enum WSManTransport: Sendable {
    /// Headers of each request tell: those of Basic, or the word that TLS has told already.
    case everyRequest(HTTPConnection, HTTPHeaders, Means)
    /// The connection is logged on.
    case connection(NegotiateTransport)

    /// What tells in each request.
    enum Means: String, Sendable { case basic, certificate }

    static let path = "/wsman"

    /// Makes a transport that is not connected yet.
    init(
        to endpoint: ComputerEndpoint,
        _ proof: WSManProof,
        _ limits: ChannelLimits,
        until end: NIODeadline,
        _ group: any EventLoopGroup
    ) throws(ChannelError) {
        // Before anything is made: a password that may not go this way stays here.
        let authorization = try proof.authorization(over: endpoint.scheme)
        var tls: NIOSSLContext?
        if endpoint.scheme == .https {
            tls = try TLSContextCache.shared.context(trustRoots: endpoint.trustRoots, identity: proof.identity)
        }
        let connection = HTTPConnection(
            endpoint: endpoint,
            connectLimit: limits.connect,
            end: end,
            tls: tls,
            showsCertificate: proof.identity != nil,
            group: group
        )
        var headers: HTTPHeaders = ["Host": endpoint.authority, "User-Agent": "Rollcall"]
        if let authorization { headers.add(name: "Authorization", value: authorization) }
        headers.add(name: "Content-Type", value: EncryptedBody.soap)
        switch proof {
        case .basic: self = .everyRequest(connection, headers, .basic)
        case .certificate: self = .everyRequest(connection, headers, .certificate)
        case .negotiate(let account, let choice, let source):
            let logOn = NegotiateLogOn(
                host: endpoint.hostName,
                account: account,
                choice: choice,
                source: source,
                usesTLS: tls != nil,
                path: Self.path,
                headers: headers,
                ticketLimit: limits.connect
            )
            self = .connection(NegotiateTransport(logOn, over: connection))
        }
    }

    /// Connects, and logs on where that comes first.
    func connect(until deadline: NIODeadline) async throws(ChannelError) {
        switch self {
        case .everyRequest(let connection, _, _): try await connection.connect()
        case .connection(let transport): try await transport.connect(until: deadline)
        }
    }

    func close() async {
        switch self {
        case .everyRequest(let connection, _, _): await connection.close()
        case .connection(let transport): await transport.close()
        }
    }

    /// What the exchange tells of it, such as `basic` or `negotiate/ntlm`; nil before it is logged on.
    var means: String? {
        switch self {
        case .everyRequest(_, _, let means): means.rawValue
        case .connection(let transport): transport.means
        }
    }
}
