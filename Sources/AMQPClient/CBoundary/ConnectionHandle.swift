internal import CRabbitMQ
internal import Glibc

/// The sole owner of one `amqp_connection_state_t`; every call blocks at most as its comment says.
struct ConnectionHandle: ~Copyable {
    private let state: amqp_connection_state_t
    private var arena = Arena()
    /// Connects to one of the broker's addresses and logs on; blocks for the look-up of the name and for the connect
    /// limit twice.
    init(connecting configuration: AMQPConfiguration, to address: AMQPAddress) throws(AMQPError) {
        self.init(adopting: try ConnectionHandle.connect(configuration, to: address))
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
