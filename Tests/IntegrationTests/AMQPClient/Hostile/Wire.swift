import AMQPClient

/// Bytes as they stand in a frame, written without the client's own code.
///
/// Source: AMQP 0-9-1, sections 4.2.3 (frames) and 4.2.5 (fields), with RabbitMQ's errata for the kinds of field values.
struct Wire: Sendable {
    var bytes: [UInt8] = []

    mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A short string; a longer text is cut.
    mutating func short(_ text: String) {
        let utf8 = Array(text.utf8.prefix(255))
        put(UInt8(utf8.count))
        bytes += utf8
    }

    mutating func long(_ content: [UInt8]) {
        put(UInt32(content.count))
        bytes += content
    }

    // MARK: Frames

    static let method: UInt8 = 1
    static let header: UInt8 = 2
    static let body: UInt8 = 3
    static let heartbeat: UInt8 = 8

    static func frame(_ type: UInt8, _ channel: UInt16, _ payload: [UInt8], end: UInt8 = 0xCE) -> [UInt8] {
        var wire = Wire()
        wire.put(type)
        wire.put(channel)
        wire.long(payload)
        wire.put(end)
        return wire.bytes
    }

    /// A method's frame.
    static func method(
        _ channel: UInt16,
        _ name: MethodName,
        _ arguments: (inout Wire) -> Void = { _ in }
    ) -> [UInt8] {
        var wire = Wire()
        wire.put(name.classID)
        wire.put(name.methodID)
        arguments(&wire)
        return frame(method, channel, wire.bytes)
    }

    /// A content header of class basic with these properties: flags and, behind them, values.
    static func header(_ channel: UInt16, size: UInt64, properties: [UInt8] = [0, 0]) -> [UInt8] {
        var wire = Wire()
        wire.put(UInt16(60))
        wire.put(UInt16(0))
        wire.put(size)
        return frame(header, channel, wire.bytes + properties)
    }

    /// A delivery's method.
    static func deliver(_ channel: UInt16, to tag: String, number: UInt64) -> [UInt8] {
        method(channel, .basicDeliver) { wire in
            wire.short(tag)
            wire.put(number)
            wire.put(UInt8(0))
            wire.short("x")
            wire.short("k")
        }
    }

    /// A message's header and body, the body in frames of at most so many bytes.
    static func content(
        _ channel: UInt16,
        properties: [UInt8] = [0, 0],
        _ content: [UInt8],
        piece: Int = 100_000
    ) -> [UInt8] {
        var bytes = header(channel, size: UInt64(content.count), properties: properties)
        var rest = content[...]
        while !rest.isEmpty {
            bytes += frame(body, channel, Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        return bytes
    }

    /// Properties with nothing but headers, whose table is given as written.
    static func properties(headers table: [UInt8]) -> [UInt8] { [0x20, 0x00] + table }
}

/// A method by its numbers in the protocol.
struct MethodName: Sendable, Hashable {
    var classID: UInt16
    var methodID: UInt16

    init(_ classID: UInt16, _ methodID: UInt16) {
        self.classID = classID
        self.methodID = methodID
    }

    static let connectionStart = MethodName(10, 10)
    static let connectionTune = MethodName(10, 30)
    static let connectionOpenOK = MethodName(10, 41)
    static let connectionClose = MethodName(10, 50)
    static let connectionCloseOK = MethodName(10, 51)
    static let connectionBlocked = MethodName(10, 60)
    static let connectionUnblocked = MethodName(10, 61)
    static let channelOpen = MethodName(20, 10)
    static let channelOpenOK = MethodName(20, 11)
    static let channelClose = MethodName(20, 40)
    static let channelCloseOK = MethodName(20, 41)
    static let queueDeclareOK = MethodName(50, 11)
    static let basicQos = MethodName(60, 10)
    static let basicQosOK = MethodName(60, 11)
    static let basicConsume = MethodName(60, 20)
    static let basicConsumeOK = MethodName(60, 21)
    static let basicCancel = MethodName(60, 30)
    static let basicPublish = MethodName(60, 40)
    static let basicReturn = MethodName(60, 50)
    static let basicDeliver = MethodName(60, 60)
    static let basicAck = MethodName(60, 80)
    static let basicNack = MethodName(60, 120)
    static let confirmSelect = MethodName(85, 10)
    static let confirmSelectOK = MethodName(85, 11)
}
