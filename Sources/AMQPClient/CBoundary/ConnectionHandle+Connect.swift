internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// The largest frame offered to the broker, which takes a smaller one only if it must.
    private static let frameMaximum: Int32 = 131_072
    static let channelMaximum: UInt16 = 2047

    /// Connects, logs on and gives the library's state, which the caller owns.
    static func connect(
        _ configuration: AMQPConfiguration,
        to address: AMQPAddress
    ) throws(AMQPError) -> amqp_connection_state_t {
        guard let state = amqp_new_connection() else {
            throw AMQPError(.unreachable, "there is no memory for a connection to the broker")
        }
        do {
            try openSocket(state, configuration, address)
            try logOn(state, configuration, address)
            return state
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
    }

    private static func openSocket(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress
    ) throws(AMQPError) {
        guard let socket = amqp_tcp_socket_new(state) else {
            throw AMQPError(.unreachable, "there is no memory for a socket to the broker")
        }
        var limit = timeval(configuration.connectTimeout)
        let status = amqp_socket_open_noblock(socket, address.host, Int32(address.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw AMQPError(
                .unreachable,
                "no broker answers at \(address)"
                    + " (\(String(cString: amqp_error_string2(status)))); is it running, and is broker.url right?"
            )
        }
    }

    private static func logOn(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress
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
        let reply = rollcall_login_plain(
            state,
            configuration.virtualHost,
            Int32(channelMaximum),
            frameMaximum,
            // Sixteen bits in the protocol; 0 would switch heartbeats off.
            Int32(min(max(configuration.heartbeat.components.seconds, 1), 65_535)),
            &properties,
            configuration.username,
            configuration.password
        )
        try check(reply, configuration, address)
        // The properties lie in it.
        arena.reset()
    }

    private static func check(
        _ reply: amqp_rpc_reply_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress
    ) throws(AMQPError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION where reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD:
            guard let raw = reply.reply.decoded else { break }
            let close = raw.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            throw AMQPError(
                .refused,
                "the broker refuses the log-on as \(configuration.username): \(String(close.reply_text))",
                replyCode: Int(close.reply_code)
            )
        default:
            break
        }
        throw AMQPError(
            .unreachable,
            "\(address) does not complete an AMQP log-on"
                + " (\(String(cString: amqp_error_string2(reply.library_error))))"
        )
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let parts = duration.components
        self.init(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    }
}
