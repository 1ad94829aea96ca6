/// Where the broker is and how to log on.
public struct AMQPConfiguration: Sendable {
    /// DNS name or address.
    ///
    /// Default `127.0.0.1`.
    public var host = "127.0.0.1"
    /// TCP port.
    ///
    /// Default 5672; of an `amqps` URI 5671.
    public var port = 5672
    /// Further nodes of the same cluster, tried in turn with the first.
    ///
    /// Default none.
    public var furtherAddresses: [AMQPAddress] = []
    /// All addresses, in the order in which they are tried.
    public var addresses: [AMQPAddress] { [AMQPAddress(host: host, port: port)] + furtherAddresses }
    /// What the settings call the place that an address comes from.
    func setting(of address: AMQPAddress) -> String {
        address == AMQPAddress(host: host, port: port) ? "broker.url" : "broker.addresses"
    }
    /// Default `guest`.
    public var username = "guest"
    /// Never part of a description.
    ///
    /// Default `guest`.
    public var password = "guest"
    /// Whether the URI itself gave a user.
    public internal(set) var hasUsername = false
    /// Whether the URI itself gave a password.
    public internal(set) var hasPassword = false
    /// Default `/`.
    public var virtualHost = "/"
    /// How TLS is spoken; nil when it is not.
    ///
    /// Default none; of an `amqps` URI the default ``AMQPTLS``.
    public var tls: AMQPTLS?
    /// Whether the client certificate logs on (SASL EXTERNAL), and neither user nor password does.
    ///
    /// So it is when there is a certificate and the URI named no user: whoever names one means that user.
    public var logsOnByCertificate: Bool { tls?.clientCertificate != nil && !hasUsername }
    /// The name that the broker's management shows for the connection.
    public var connectionName = "rollcall"
    /// Interval of heartbeats asked of the broker; a peer silent for two of them counts as lost.
    ///
    /// Default 20 s.
    public var heartbeat: Duration = .seconds(20)
    /// Limit for connecting (the look-up of the name, TCP and TLS together), for the log-on and for an orderly close, each.
    ///
    /// Default 10 s.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a confirm may take before the connection counts as lost; the time in which the broker blocks publishes
    /// not counted.
    ///
    /// Default 60 s.
    public var confirmTimeout: Duration = .seconds(60)
    /// How a lost connection is rebuilt; nil for one that ends when it breaks.
    ///
    /// Default nil.
    public var recovery: AMQPRecovery?
    /// How long a publish may wait for its confirm, whatever holds it up: a broker that blocks, or that is not there.
    ///
    /// Default nil, for without end.
    public var publishDeadline: Duration?

    /// Makes the default configuration.
    public init() {}
}

extension AMQPConfiguration: CustomStringConvertible {
    /// The address without the password.
    public var description: String {
        let user = logsOnByCertificate ? "" : "\(username)@"
        let address = AMQPAddress(host: host, port: port)
        return "\(tls == nil ? "amqp" : "amqps")://\(user)\(address)/\(virtualHost == "/" ? "" : virtualHost)"
    }
}

extension AMQPConfiguration: CustomReflectable {
    /// What `dump` and a debugger's or test's output show: no password either.
    public var customMirror: Mirror {
        Mirror(self, children: ["address": description, "connectionName": connectionName], displayStyle: .struct)
    }
}
