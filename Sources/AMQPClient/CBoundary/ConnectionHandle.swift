internal import CRabbitMQ
internal import Glibc

/// The sole owner of one `amqp_connection_state_t`; every call blocks at most as its comment says.
struct ConnectionHandle: ~Copyable {
    /// The node that it leads to.
    let address: AMQPAddress
    private let state: amqp_connection_state_t
    private let output: WireOutput
    private var arena = Arena()
    private var writer: FrameWriter

    /// Connects to one of the broker's addresses and logs on; blocks for the connect limit twice at most.
    ///
    /// - Throws: `unreachable`; `tls`, `refused` and `invalidConfiguration` when trying again does not help by itself.
    init(
        connecting configuration: AMQPConfiguration,
        to address: AMQPAddress,
        resolver: NameResolver = .system
    ) throws(AMQPError) {
        let made = try ConnectionHandle.connect(configuration, to: address, resolver: resolver)
        self.init(adopting: made.state, WireOutput(made.state, tls: made.tls), address)
    }

    private init(adopting state: amqp_connection_state_t, _ output: WireOutput, _ address: AMQPAddress) {
        self.state = state
        self.output = output
        self.address = address
        // The protocol's own least, whatever a peer may say.
        writer = FrameWriter(frameMaximum: max(Int(amqp_get_frame_max(state)), Int(AMQP_FRAME_MIN_SIZE)))
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

    /// Writes a message, which leaves with the next ``flush()`` or before.
    mutating func publish(_ publish: OutboundPublish, on channel: UInt16) throws(AMQPError) {
        arena.reset()
        var method = amqp_basic_publish_t()
        method.exchange = arena.bytes(publish.exchange)
        method.routing_key = arena.bytes(publish.routingKey)
        method.mandatory = publish.isMandatory ? 1 : 0
        try check(writer.append(AMQP_BASIC_PUBLISH_METHOD, &method, on: channel))
        try flushIfFull()
        var properties = arena.properties(publish.message.properties)
        let body = publish.message.body
        try check(writer.appendHeader(&properties, bodySize: body.count, on: channel))
        try flushIfFull()
        var written = 0
        while written < body.count {
            written += body.withUnsafeBytes { writer.appendBody($0[written...], on: channel) }
            try flushIfFull()
        }
    }

    /// Writes a method, which leaves with the next ``flush()`` or before.
    mutating func send(_ method: OutboundMethod, on channel: UInt16) throws(AMQPError) {
        arena.reset()
        try check(arena.write(method, on: channel, to: &writer))
        try flushIfFull()
    }

    /// Sends what was written; blocks while the kernel's buffer is full.
    mutating func flush() throws(AMQPError) {
        guard !writer.isEmpty else { return }
        try output.send(writer.bytes)
        writer.removeAll()
    }

    private mutating func flushIfFull() throws(AMQPError) {
        if writer.isFull { try flush() }
    }

    private func check(_ status: Int32) throws(AMQPError) {
        guard status != AMQP_STATUS_OK.rawValue else { return }
        throw AMQPError(
            .connectionLost,
            "the connection to the broker broke: \(String(cString: amqp_error_string2(status)))"
        )
    }
}
