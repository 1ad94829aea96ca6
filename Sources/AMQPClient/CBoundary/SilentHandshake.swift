internal import CRabbitMQ
internal import Glibc

/// A second TLS handshake, after which only the broker speaks, to learn why it ended the first connection.
///
/// In TLS 1.3 a server looks at the client's certificate when the client has already finished. If it hangs up then, the
/// log-on may meet a closed socket, upon which librabbitmq no longer reads what the server had to say.
enum SilentHandshake {
    private static let limit = Duration.seconds(1)

    /// The error that TLS makes of it; nil when the broker says nothing.
    static func verdict(_ configuration: AMQPConfiguration, _ address: AMQPAddress, target: String) -> AMQPError? {
        guard let state = amqp_new_connection() else { return nil }
        defer { amqp_destroy_connection(state) }
        guard let socket = try? BrokerSocket(state, configuration, address) else { return nil }
        if let failure = socket.open(target, port: address.port, within: limit) { return failure.verdict }
        var frame = amqp_frame_t()
        var time = timeval(limit)
        guard amqp_simple_wait_frame_noblock(state, &frame, &time) != AMQP_STATUS_OK.rawValue else { return nil }
        return socket.tlsFailure?.error(configuration.tls, address, setting: configuration.setting(of: address))
    }
}
