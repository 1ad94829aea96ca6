internal import CRabbitMQ

/// Frames on their way to the socket, collected so that many leave in one write.
///
/// librabbitmq writes each frame by itself: three system calls for a message, and three records over TLS. Its encoders
/// are used here, its writing only until the log-on is through.
/// Source: AMQP 0-9-1, sections 2.3.5 (frames), 4.2.4 (methods) and 4.2.6 (content).
struct FrameWriter: ~Copyable {
    /// Bytes from which on what was collected should leave.
    static let threshold = 16 * 1024
    /// A frame's type, channel and size before its payload, and the mark behind it.
    private static let overhead = 8

    private let buffer: UnsafeMutableRawBufferPointer
    private let largestPayload: Int
    private var count = 0

    /// Makes a writer of frames of at most so many bytes, as agreed with the peer.
    init(frameMaximum: Int) {
        largestPayload = frameMaximum - FrameWriter.overhead
        // Room for any frame as long as the threshold is kept.
        buffer = .allocate(byteCount: FrameWriter.threshold + frameMaximum, alignment: 16)
    }

    deinit { buffer.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// Whether it must be emptied before another frame.
    var isFull: Bool { count >= FrameWriter.threshold }

    /// What was collected; valid until the next frame.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

    mutating func removeAll() { count = 0 }

    /// Adds a method, given as librabbitmq's struct for it.
    ///
    /// - Returns: the library's status.
    mutating func append(
        _ method: amqp_method_number_t,
        _ raw: UnsafeMutableRawPointer,
        on channel: UInt16
    ) -> Int32 {
        append(AMQP_FRAME_METHOD, on: channel) { payload in
            payload.storeBytes(of: method.bigEndian, as: UInt32.self)
            let encoded = amqp_encode_method(method, raw, payload.afterFirst(4))
            return encoded < 0 ? encoded : 4 + encoded
        }
    }

    /// Adds a message's header.
    ///
    /// - Returns: the library's status.
    mutating func appendHeader(
        _ properties: inout amqp_basic_properties_t,
        bodySize: Int,
        on channel: UInt16
    ) -> Int32 {
        append(AMQP_FRAME_HEADER, on: channel) { payload in
            let basic = UInt16(AMQP_BASIC_CLASS)
            payload.storeBytes(of: basic.bigEndian, as: UInt16.self)
            payload.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
            payload.storeBytes(of: UInt64(bodySize).bigEndian, toByteOffset: 4, as: UInt64.self)
            let encoded = amqp_encode_properties(basic, &properties, payload.afterFirst(12))
            return encoded < 0 ? encoded : 12 + encoded
        }
    }

    /// Adds as much of a body as goes into one frame.
    ///
    /// - Returns: how many bytes those were.
    mutating func appendBody(_ rest: Slice<UnsafeRawBufferPointer>, on channel: UInt16) -> Int {
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(largestPayload))
        _ = append(AMQP_FRAME_BODY, on: channel) { payload in
            payload.copyMemory(from: part)
            return Int32(part.count)
        }
        return part.count
    }

    /// Adds a frame whose payload `fill` writes; it gives the payload's size, or a negative status, and then nothing is
    /// added.
    private mutating func append(
        _ type: Int32,
        on channel: UInt16,
        _ fill: (UnsafeMutableRawBufferPointer) -> Int32
    ) -> Int32 {
        let frame = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let payload = UnsafeMutableRawBufferPointer(rebasing: frame[7..<(7 + largestPayload)])
        let size = fill(payload)
        guard size >= 0 else { return size }
        frame.storeBytes(of: UInt8(type), as: UInt8.self)
        frame.storeBytes(of: channel.bigEndian, toByteOffset: 1, as: UInt16.self)
        frame.storeBytes(of: UInt32(size).bigEndian, toByteOffset: 3, as: UInt32.self)
        frame.storeBytes(of: UInt8(AMQP_FRAME_END), toByteOffset: 7 + Int(size), as: UInt8.self)
        count += Int(size) + FrameWriter.overhead
        return AMQP_STATUS_OK.rawValue
    }
}

extension UnsafeMutableRawBufferPointer {
    /// What lies behind the first bytes, as the library takes it.
    fileprivate func afterFirst(_ count: Int) -> amqp_bytes_t {
        let rest = UnsafeMutableRawBufferPointer(rebasing: self[count...])
        return amqp_bytes_t(len: rest.count, bytes: rest.baseAddress)
    }
}
