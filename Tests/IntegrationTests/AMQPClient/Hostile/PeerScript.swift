import AMQPClient
import TestSupport

/// What a peer says to a client, and when.
struct PeerScript: Sendable {
    /// What answers the protocol's header, `connection.start-ok` and `connection.open`.
    var start = PeerScript.start()
    var tune = PeerScript.tune()
    var openOK = Wire.method(0, .connectionOpenOK) { $0.short("") }
    /// What follows the start of the first consumer.
    var items: [Item] = []
    /// Whether the peer then hangs up; else it waits for the client to close the connection.
    var hangsUp = true
    /// Where what follows is cut into pieces that are sent one by one.
    var cuts: [Int] = []

    /// A part of what follows the start of a consumer.
    enum Item: Sendable {
        case bytes([UInt8])
        /// A delivery's method, to the consumer that was started, whose tag is not known before.
        case deliver(channel: UInt16, number: UInt64)

        func bytes(tag: String) -> [UInt8] {
            switch self {
            case .bytes(let bytes): bytes
            case .deliver(let channel, let number): Wire.deliver(channel, to: tag, number: number)
            }
        }
    }

    /// What follows the start of a consumer, piece by piece.
    func pieces(tag: String) -> [[UInt8]] {
        let bytes = items.flatMap { $0.bytes(tag: tag) }
        var pieces: [[UInt8]] = []
        var start = 0
        for cut in cuts.sorted() where start < cut && cut < bytes.count {
            pieces.append(Array(bytes[start..<cut]))
            start = cut
        }
        return pieces + [Array(bytes[start...])]
    }

    static func start(
        serverProperties: [UInt8] = [0, 0, 0, 0],
        mechanisms: String = "PLAIN AMQPLAIN",
        version: (UInt8, UInt8) = (0, 9)
    ) -> [UInt8] {
        Wire.method(0, .connectionStart) { wire in
            wire.put(version.0)
            wire.put(version.1)
            wire.bytes += serverProperties
            wire.long(Array(mechanisms.utf8))
            wire.long(Array("en_US".utf8))
        }
    }

    static func tune(channels: UInt16 = 2047, frame: UInt32 = 131_072, heartbeat: UInt16 = 10) -> [UInt8] {
        Wire.method(0, .connectionTune) { wire in
            wire.put(channels)
            wire.put(frame)
            wire.put(heartbeat)
        }
    }
}

extension PeerScript: CustomStringConvertible {
    /// All that the peer says, in hexadecimal; a consumer's tag stands as it would be for the first.
    var description: String {
        let parts = [start, tune, openOK] + items.map { $0.bytes(tag: "rollcall-1") }
        return parts.map { Fuzz.text($0) }.joined(separator: " ") + ", cut at \(cuts)"
    }
}
