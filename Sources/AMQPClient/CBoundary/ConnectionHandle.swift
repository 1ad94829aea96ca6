internal import CRabbitMQ
internal import Glibc

/// The sole owner of one `amqp_connection_state_t`; every call blocks at most as its comment says.
struct ConnectionHandle: ~Copyable {
    /// The node that it leads to.
    let address: AMQPAddress
    private let state: amqp_connection_state_t
    private var arena = Arena()
    /// Connects to one of the broker's addresses and logs on; blocks for the connect limit twice at most.
    ///
    /// - Throws: `unreachable`; `tls`, `refused` and `invalidConfiguration` when trying again does not help by itself.
    init(
        connecting configuration: AMQPConfiguration,
        to address: AMQPAddress,
        resolver: NameResolver = .system
    ) throws(AMQPError) {
        self.init(adopting: try ConnectionHandle.connect(configuration, to: address, resolver: resolver), address)
    }

    private init(adopting state: amqp_connection_state_t, _ address: AMQPAddress) {
        self.state = state
        self.address = address
    }

    deinit {
        amqp_destroy_connection(state)
    }

    /// The next frame that can be had without waiting; sends a heartbeat when one is due.
    ///
    /// - Throws: `connectionLost` when the socket is broken or the peer has been silent for two heartbeats;
    ///   `protocolViolation` for a channel that cannot be.
    mutating func nextFrame() throws(AMQPError) -> InboundFrame? {
        var frame = amqp_frame_t()
        var none = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(state, &frame, &none)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        try check(status)
        // The library makes a pool of memory for each number that it meets.
        guard frame.channel <= maximumChannels else {
            throw AMQPError(
                .protocolViolation,
                "the broker spoke on channel \(frame.channel), but agreed on \(maximumChannels) at most"
            )
        }
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

    /// The socket's number, or -1.
    var descriptor: Int32 { amqp_get_sockfd(state) }

    /// Has the kernel collect what is sent into full segments, until it is told to send all at once.
    ///
    /// A frame is a small write, and each that leaves alone wakes the broker.
    func cork(_ isOn: Bool) {
        var value: Int32 = isOn ? 1 : 0
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Whether the kernel takes more to send; also true of a broken socket, whose error the send then reports.
    var isWritable: Bool { isReady(POLLOUT) }

    /// Whether the peer has said something, or has gone.
    var isReadable: Bool { isReady(POLLIN) }

    private func isReady(_ events: Int32) -> Bool {
        var descriptor = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return descriptor.fd < 0 || poll(&descriptor, 1, 0) > 0
    }

    /// Sleeps until the socket or `wakeup` is readable, the socket is writable if that is wanted, or the time is over.
    ///
    /// - Returns: whether the broker has said something.
    func wait(or wakeup: Int32, forWriting: Bool, atMost time: Duration) -> Bool {
        if amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0 { return true }
        var descriptors = (
            pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(forWriting ? POLLIN | POLLOUT : POLLIN), revents: 0)
        )
        return withUnsafeMutableBytes(of: &descriptors) { bytes in
            bytes.withMemoryRebound(to: pollfd.self) { descriptors in
                guard poll(descriptors.baseAddress, 2, Int32(milliseconds: time)) > 0 else { return false }
                return descriptors[1].revents & ~Int16(POLLOUT) != 0
            }
        }
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
