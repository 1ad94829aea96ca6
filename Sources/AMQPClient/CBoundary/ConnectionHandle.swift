internal import CRabbitMQ
internal import Glibc

/// The sole owner of one `amqp_connection_state_t`; every call blocks at most as its comment says.
struct ConnectionHandle: ~Copyable {
    private let state: amqp_connection_state_t
    private var arena = Arena()
    /// The largest frame offered to the broker, which takes a smaller one only if it must.
    private static let frameMaximum: Int32 = 131_072
    private static let channelMaximum: UInt16 = 2047

    /// Connects and logs on; blocks for the look-up of the name and for the connect limit twice.
    init(connecting configuration: AMQPConfiguration) throws(AMQPError) {
        self.init(adopting: try ConnectionHandle.connect(configuration))
    }

    private init(adopting state: amqp_connection_state_t) {
        self.state = state
    }

    deinit {
        amqp_destroy_connection(state)
    }

    /// The next frame that can be had without waiting; sends a heartbeat when one is due.
    ///
    /// - Throws: `connectionLost` when the socket is broken or the peer has been silent for two heartbeats.
    mutating func nextFrame() throws(AMQPError) -> InboundFrame? {
        var frame = amqp_frame_t()
        var none = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(state, &frame, &none)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        try check(status)
        let copy = InboundFrame(frame)
        // After every frame: a complete one is the only moment at which the library can release its memory for sure.
        amqp_maybe_release_buffers(state)
        return copy
    }

    /// Seconds between heartbeats as agreed with the broker.
    var heartbeat: Int { Int(amqp_get_heartbeat(state)) }

    /// The highest channel number as agreed with the broker.
    var maximumChannels: UInt16 {
        let agreed = amqp_get_channel_max(state)
        return agreed > 0 ? UInt16(clamping: agreed) : ConnectionHandle.channelMaximum
    }

    /// Whether the kernel takes more to send; also true of a broken socket, whose error the send then reports.
    var isWritable: Bool {
        var descriptor = pollfd(fd: amqp_get_sockfd(state), events: Int16(POLLOUT), revents: 0)
        return descriptor.fd < 0 || poll(&descriptor, 1, 0) > 0
    }

    /// Sleeps until the socket or `wakeup` is readable, the socket is writable if that is wanted, or the time is over.
    func wait(or wakeup: Int32, forWriting: Bool, atMost time: Duration) {
        if amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0 { return }
        var descriptors = [
            pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
            pollfd(fd: amqp_get_sockfd(state), events: Int16(forWriting ? POLLIN | POLLOUT : POLLIN), revents: 0),
        ]
        // Rounded up: a deadline is not reached by turning round before it.
        let milliseconds = (time / .milliseconds(1)).rounded(.up)
        _ = poll(&descriptors, 2, Int32(min(milliseconds, 3_600_000)))
    }

    /// Sends a message; blocks while the kernel's buffer is full.
    mutating func publish(_ publish: OutboundPublish, on channel: UInt16) throws(AMQPError) {
        arena.reset()
        var properties = arena.properties(publish.message.properties)
        let exchange = arena.bytes(publish.exchange)
        let key = arena.bytes(publish.routingKey)
        let status = publish.message.body.withUnsafeBytes { body in
            amqp_basic_publish(
                state,
                channel,
                exchange,
                key,
                publish.isMandatory ? 1 : 0,
                0,
                &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            )
        }
        try check(status)
    }

    /// Sends a method; blocks while the kernel's buffer is full.
    mutating func send(_ method: OutboundMethod, on channel: UInt16) throws(AMQPError) {
        arena.reset()
        try check(arena.send(method, state, channel))
    }

    private func check(_ status: Int32) throws(AMQPError) {
        guard status != AMQP_STATUS_OK.rawValue else { return }
        throw AMQPError(
            .connectionLost,
            "the connection to the broker broke: \(String(cString: amqp_error_string2(status)))"
        )
    }
}

extension ConnectionHandle {
    private static func connect(_ configuration: AMQPConfiguration) throws(AMQPError) -> amqp_connection_state_t {
        guard let state = amqp_new_connection() else {
            throw AMQPError(.unreachable, "there is no memory for a connection to the broker")
        }
        do {
            try openSocket(state, configuration)
            try logOn(state, configuration)
            return state
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
    }

    private static func openSocket(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration
    ) throws(AMQPError) {
        guard let socket = amqp_tcp_socket_new(state) else {
            throw AMQPError(.unreachable, "there is no memory for a socket to the broker")
        }
        var limit = timeval(configuration.connectTimeout)
        let status = amqp_socket_open_noblock(socket, configuration.host, Int32(configuration.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw AMQPError(
                .unreachable,
                "no broker answers at \(configuration.host):\(configuration.port)"
                    + " (\(String(cString: amqp_error_string2(status)))); is it running, and is broker.url right?"
            )
        }
    }

    private static func logOn(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration
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
        try check(reply, configuration)
        // The properties lie in it.
        arena.reset()
    }

    private static func check(_ reply: amqp_rpc_reply_t, _ configuration: AMQPConfiguration) throws(AMQPError) {
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
            "\(configuration.host):\(configuration.port) does not complete an AMQP log-on"
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
