internal import Foundation

/// Where the broker is and how to log on.
public struct AMQPConfiguration: Sendable {
    /// DNS name or address.
    ///
    /// Default `127.0.0.1`.
    public var host = "127.0.0.1"
    /// TCP port.
    ///
    /// Default 5672.
    public var port = 5672
    /// Default `guest`.
    public var username = "guest"
    /// Never part of a description.
    ///
    /// Default `guest`.
    public var password = "guest"
    /// Whether the URI itself gave a password.
    public private(set) var hasPassword = false
    /// Default `/`.
    public var virtualHost = "/"
    /// The name that the broker's management shows for the connection.
    public var connectionName = "rollcall"
    /// Interval of heartbeats asked of the broker; a peer silent for two of them counts as lost.
    ///
    /// Default 20 s.
    public var heartbeat: Duration = .seconds(20)
    /// Limit for the TCP connection, for the log-on and for an orderly close, each.
    ///
    /// Default 10 s.
    public var connectTimeout: Duration = .seconds(10)

    /// Makes the default configuration.
    public init() {}

    /// Reads an AMQP URI: `amqp://user:password@host:5672/vhost`, each part optional.
    ///
    /// Parts are percent-decoded; a virtual host `/` is written `%2F` or left out.
    /// - Throws: ``AMQPError`` with ``AMQPError/Code/invalidConfiguration``; the sentence never shows a password.
    public init(uri: String) throws(AMQPError) {
        guard let parts = URLComponents(string: uri), let scheme = parts.scheme?.lowercased() else {
            throw AMQPError(.invalidConfiguration, "the broker's address is no AMQP URI (amqp://user@host:5672/vhost)")
        }
        guard scheme == "amqp" else {
            throw AMQPError(
                .invalidConfiguration,
                "the broker's address begins with \(scheme)://; this version speaks amqp:// only"
            )
        }
        if let host = parts.host, !host.isEmpty {
            self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        }
        if let port = parts.port {
            guard (1...65535).contains(port) else {
                throw AMQPError(
                    .invalidConfiguration,
                    "port \(port) in the broker's address is not between 1 and 65535"
                )
            }
            self.port = port
        }
        username = parts.user ?? username
        hasPassword = parts.password != nil
        password = parts.password ?? (username == "guest" ? "guest" : "")
        let path = parts.percentEncodedPath.dropFirst()
        if !path.isEmpty {
            guard !path.contains("/"), let name = String(path).removingPercentEncoding else {
                throw AMQPError(
                    .invalidConfiguration,
                    "write a / in the virtual host's name as %2F in the broker's address"
                )
            }
            virtualHost = name
        }
    }
}

extension AMQPConfiguration: CustomStringConvertible {
    /// The address without the password.
    public var description: String { "amqp://\(username)@\(host):\(port)/\(virtualHost == "/" ? "" : virtualHost)" }
}
