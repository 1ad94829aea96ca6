/// Where one node of the broker listens.
public struct AMQPAddress: Sendable, Hashable {
    /// DNS name or IP address.
    public var host: String
    /// TCP port.
    public var port: Int

    /// Makes an address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

extension AMQPAddress: CustomStringConvertible {
    /// As in a URI: an IPv6 address stands in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
