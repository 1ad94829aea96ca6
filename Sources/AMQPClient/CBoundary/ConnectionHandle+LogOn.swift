internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// The largest frame offered to the broker, which takes a smaller one only if it must.
    private static let frameMaximum: Int32 = 131_072
    static let channelMaximum: UInt16 = 2047

    /// Logs on over a connection that stands, by password or by the client certificate.
    static func logOn(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress,
        _ socket: BrokerSocket
    ) throws(AMQPError) {
        var limit = timeval(configuration.connectTimeout)
        amqp_set_handshake_timeout(state, &limit)
        var arena = Arena()
        // Without these the broker neither says that a queue is gone nor that it has stopped reading.
        var properties = arena.table([
            "product": "rollcall", "platform": "Swift",
            "connection_name": .string(configuration.connectionName),
            "capabilities": .table([
                "consumer_cancel_notify": true, "connection.blocked": true, "basic.nack": true,
                "publisher_confirms": true, "authentication_failure_close": true, "exchange_exchange_bindings": true,
            ]),
        ])
        // Sixteen bits in the protocol; 0 would switch heartbeats off.
        let heartbeat = Int32(min(max(configuration.heartbeat.components.seconds, 1), 65_535))
        let reply =
            configuration.logsOnByCertificate
            ? rollcall_login_external(
                state,
                configuration.virtualHost,
                Int32(channelMaximum),
                frameMaximum,
                heartbeat,
                &properties
            )
            : rollcall_login_plain(
                state,
                configuration.virtualHost,
                Int32(channelMaximum),
                frameMaximum,
                heartbeat,
                &properties,
                configuration.username,
                configuration.password
            )
        try check(reply, configuration, address, socket)
        // The properties lie in it.
        arena.reset()
    }

    private static func check(
        _ reply: amqp_rpc_reply_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress,
        _ socket: BrokerSocket
    ) throws(AMQPError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION where reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD:
            guard let raw = reply.reply.decoded else { break }
            let close = raw.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            throw refusal(String(close.reply_text), Int(close.reply_code), configuration)
        default:
            break
        }
        // Before anything else on this thread may change what OpenSSL has noted.
        let verdict = socket.tlsFailure?.error(configuration.tls, address, setting: configuration.setting(of: address))
        let status = reply.library_error
        if let verdict { throw verdict }
        if status == AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD.rawValue {
            throw AMQPError(.refused, unsupported(configuration, address))
        }
        if configuration.tls != nil, status != AMQP_STATUS_TIMEOUT.rawValue, let target = socket.target,
            let verdict = SilentHandshake.verdict(configuration, address, target: target)
        {
            throw verdict
        }
        let isTLSMissing = configuration.tls == nil && status != AMQP_STATUS_TIMEOUT.rawValue
        throw AMQPError(
            .unreachable,
            "\(address) does not complete an AMQP log-on (\(String(cString: amqp_error_string2(status))))"
                + (isTLSMissing ? "; if that is the broker's port for TLS, write amqps:// in broker.url" : "")
        )
    }

    private static func refusal(
        _ text: String,
        _ code: Int,
        _ configuration: AMQPConfiguration
    ) -> AMQPError {
        let file = configuration.logsOnByCertificate ? configuration.tls?.clientCertificate?.certificateFile : nil
        var message = "the broker refuses the log-on "
        message += file.map { "by the client certificate \($0)" } ?? "as \(configuration.username)"
        // The broker's text ends with a full stop here.
        message += ": \(text.hasSuffix(".") ? String(text.dropLast()) : text)"
        if code == 403 {
            message +=
                file == nil
                ? "; check user and password"
                : "; does it have a user of the name in that certificate (ssl_cert_login_from)?"
        }
        return AMQPError(.refused, message, replyCode: code)
    }

    private static func unsupported(_ configuration: AMQPConfiguration, _ address: AMQPAddress) -> String {
        configuration.logsOnByCertificate
            ? "\(address) offers no log-on by certificate (EXTERNAL); name a user in broker.url, or let the broker ask for"
                + " certificates (verify_peer) and enable rabbitmq_auth_mechanism_ssl and EXTERNAL in auth_mechanisms"
            : "\(address) offers no log-on by password (PLAIN); add it to auth_mechanisms, or use a client certificate"
    }
}
