import TestSupport

extension PeerScript {
    /// A peer that breaks the rules in as many ways as there are.
    static func hostile(_ random: inout SeededGenerator) -> PeerScript {
        var script = PeerScript()
        if Int.random(in: 0..<8, using: &random) == 0 { script.spoilLogOn(&random) }
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            var items = hostileItems(&random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                items = items.map { item in
                    guard case .bytes(let bytes) = item else { return item }
                    return .bytes(Mutation.spoil(bytes, words: words, &random))
                }
            }
            script.items += items
        }
        let size = script.items.reduce(0) { $0 + $1.bytes(tag: "rollcall-1").count }
        script.cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in .random(in: 0...size, using: &random) }
        return script
    }

    private mutating func spoilLogOn(_ random: inout SeededGenerator) {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: start = Mutation.spoil(start, words: PeerScript.words, &random)
        case 1: tune = Mutation.spoil(tune, words: PeerScript.words, &random)
        case 2: openOK = Mutation.spoil(openOK, words: PeerScript.words, &random)
        case 3:
            let numbers: [UInt32] = [0, 1, 8, 100, 4095, 4096, 131_071, 131_073, 0x7FFF_FFFF, 0x8000_0000, .max]
            tune = PeerScript.tune(
                channels: [0, 1, 65_535].randomElement(using: &random) ?? 0,
                frame: numbers.randomElement(using: &random) ?? 0,
                heartbeat: [0, 1, 65_535].randomElement(using: &random) ?? 0
            )
        case 4:
            let depth = Int.random(in: 1...10_000, using: &random)
            start = PeerScript.start(serverProperties: RandomTable.nested(depth, inArrays: .random(using: &random)))
        case 5: start = PeerScript.start(serverProperties: RandomTable(&random).bytes, mechanisms: "EXTERNAL PLAIN")
        default: openOK = PeerScript.hostileItems(&random).flatMap { $0.bytes(tag: "rollcall-1") }
        }
    }

    /// The first bytes of frames and methods, which look like the next thing to come.
    private static let words: [[UInt8]] = [
        [1, 0, 0], [2, 0, 1], [3, 0, 1], [8, 0, 0, 0, 0, 0, 0, 0xCE], [0xCE], Array("AMQP".utf8) + [0, 0, 9, 1],
        [0, 60, 0, 60], [0, 60, 0, 80], [0, 20, 0, 40], [0, 10, 0, 50], [0, 10, 0, 30], [0x7F, 0xFF, 0xFF, 0xFF],
        Wire.frame(Wire.heartbeat, 0, []), Wire.method(1, .channelOpenOK), Wire.method(1, .confirmSelectOK),
    ]
}

// MARK: What a peer says out of turn

extension PeerScript {
    private static func hostileItems(_ random: inout SeededGenerator) -> [Item] {
        let channels: [UInt16] = [1, 1, 1, 1, 0, 2, 2047, 2048, 65_535]
        let channel = channels.randomElement(using: &random) ?? 1
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: return delivery(&random)
        case 2: return [.bytes(content(channel, &random))]
        case 3: return [.bytes(confirms(channel, &random))]
        case 4: return [.bytes(ends(channel, &random))]
        case 5: return [.bytes(frames(channel, &random))]
        default: return [.bytes(methods(channel, &random))]
        }
    }

    /// A delivery in order, with any table, of any size.
    private static func delivery(_ random: inout SeededGenerator) -> [Item] {
        let body = [UInt8](repeating: 7, count: [0, 1, 100, 5000, 200_000].randomElement(using: &random) ?? 0)
        let content = Wire.content(
            1,
            properties: Wire.properties(headers: RandomTable(&random).bytes),
            body,
            piece: [1000, 100_000].randomElement(using: &random) ?? 1000
        )
        return [.deliver(channel: 1, number: .random(in: 0...9, using: &random)), .bytes(content)]
    }

    /// Parts of a message that do not fit each other.
    private static func content(_ channel: UInt16, _ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return Wire.header(channel, size: .random(in: .min ... .max, using: &random))
        case 1:
            let size = [UInt64.max, 1 << 63, 1 << 40, 1 << 32, 1 << 30].randomElement(using: &random) ?? .max
            let body = Wire.frame(Wire.body, channel, [UInt8](repeating: 1, count: 50_000))
            return Wire.deliver(channel, to: "unknown", number: 1) + Wire.header(channel, size: size) + body + body
        case 2: return Wire.header(channel, size: 2) + Wire.frame(Wire.body, channel, [1, 2, 3])
        case 3: return Wire.frame(Wire.body, channel, []) + Wire.frame(Wire.body, channel, [1])
        case 4:
            let flags: [UInt8] = [
                .random(in: .min ... .max, using: &random), .random(in: .min ... .max, using: &random),
            ]
            return Wire.header(channel, size: 0, properties: flags + Mutation.spoil([3, 65, 66, 67], &random))
        case 5:
            // As deep as fits into a frame.
            let depth = Int.random(in: 1...21_000, using: &random)
            let table = RandomTable.nested(depth, inArrays: .random(using: &random))
            return Wire.header(channel, size: 0, properties: Wire.properties(headers: table))
        default:
            return Wire.method(channel, .basicReturn) { wire in
                wire.put(UInt16(312))
                wire.short("NO_ROUTE")
                wire.short("x")
                wire.short("k")
            } + Wire.content(channel, [1, 2])
        }
    }

    /// Confirms of what was and what was not published.
    private static func confirms(_ channel: UInt16, _ random: inout SeededGenerator) -> [UInt8] {
        let number = [0, 1, 2, 3, 4, UInt64(Int64.max), .max].randomElement(using: &random) ?? 0
        let isPositive = Bool.random(using: &random)
        return Wire.method(channel, isPositive ? .basicAck : .basicNack) { wire in
            wire.put(number)
            wire.put(UInt8.random(in: 0...3, using: &random))
        }
    }

    /// What ends or holds up a consumer, a channel, a connection, or pretends to.
    private static func ends(_ channel: UInt16, _ random: inout SeededGenerator) -> [UInt8] {
        let texts = ["", "rollcall-1", "NOT_FOUND - no queue 'q'", "\u{0}\n", String(repeating: "x", count: 255)]
        let text = texts.randomElement(using: &random) ?? ""
        let close = { (wire: inout Wire) in
            wire.put(UInt16(404))
            wire.short(text)
            wire.put(UInt32(0))
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            return Wire.method(channel, .basicCancel) { wire in
                wire.short(text)
                wire.put(UInt8(1))
            }
        case 1: return Wire.method(channel, .channelClose, close)
        case 2: return Wire.method(channel, .connectionClose, close)
        case 3: return Wire.method(channel, .channelCloseOK)
        case 4: return Wire.method(channel, .connectionCloseOK)
        case 5: return Wire.method(channel, .connectionBlocked) { $0.short(text) }
        case 6: return Wire.method(channel, .connectionUnblocked)
        default: return Wire.method(channel, .connectionUnblocked) + Wire.method(channel, .channelClose, close)
        }
    }

    /// Frames that are none.
    private static func frames(_ channel: UInt16, _ random: inout SeededGenerator) -> [UInt8] {
        let payload = (0..<Int.random(in: 0...60, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return Wire.frame(.random(in: .min ... .max, using: &random), channel, payload)
        case 1: return Wire.frame(Wire.method, channel, payload, end: 0)
        case 2: return Wire.frame(Wire.heartbeat, channel, payload)
        case 3: return Wire.frame(Wire.body, channel, [UInt8](repeating: 1, count: 131_072))
        case 4:
            return (UInt16(0)..<UInt16.random(in: 1...300, using: &random)).flatMap { Wire.frame(Wire.body, $0, [1]) }
        default: return payload
        }
    }

    /// Methods that nobody asked for, of whatever content.
    private static func methods(_ channel: UInt16, _ random: inout SeededGenerator) -> [UInt8] {
        let classes: [UInt16] = [10, 20, 40, 50, 60, 85, 90, 30, 0, 65_535]
        let methods: [UInt16] = [
            10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61, 70, 71, 72, 80, 90, 110, 111, 120, 0, 65_535,
        ]
        let name = MethodName(
            classes.randomElement(using: &random) ?? 60,
            methods.randomElement(using: &random) ?? 60
        )
        let arguments: [UInt8] =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: []
            case 1: [UInt8](repeating: .random(in: 0...3, using: &random), count: .random(in: 0...40, using: &random))
            case 2: RandomTable(&random).bytes
            default: Array("\u{5}queue".utf8) + [0, 0, 0, 9, 0xFF, 0xFF, 0xFF, 0xFF]
            }
        return Wire.method(channel, name) { $0.bytes += arguments }
    }
}
