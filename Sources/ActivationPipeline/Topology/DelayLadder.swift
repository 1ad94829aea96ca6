package import ActivationDomain

/// The delay ladder: how a job waits in the broker.
///
/// Twenty-one queues hold messages for 1, 2, 4 … 2^20 seconds each. A delay is written in binary into the routing key,
/// most significant bit first; at each level the exchange looks at its bit and either lets the message wait in its
/// queue or passes it on to the level below. Nothing waits behind another message, nothing is held in a worker, and
/// a delay of five significant bits takes five hops at most.
package enum DelayLadder {
    /// The highest level; a message waits 2^20 s there.
    package static let topLevel = 20
    /// The longest delay, about 24 days.
    package static let longest = (1 << (topLevel + 1)) - 1
    private static let significantBits = 5

    /// The delay that the ladder can hold nearest to the wanted one: at least a second, and off by at most 1/32 above
    /// 31 s.
    package static func quantise(_ delay: Duration) -> Int {
        let seconds = delay / .seconds(1)
        guard seconds > 1 else { return 1 }
        guard seconds < Double(longest) else { return quantised(longest) }
        return quantised(Int(seconds.rounded()))
    }

    private static func quantised(_ seconds: Int) -> Int {
        let width = Int.bitWidth - seconds.leadingZeroBitCount
        guard width > significantBits else { return seconds }
        let step = 1 << (width - significantBits)
        let rounded = (seconds + step / 2) / step * step
        return rounded > longest ? longest / step * step : rounded
    }

    /// The level that a delay enters at: that of its highest bit.
    package static func level(_ seconds: Int) -> Int {
        Int.bitWidth - 1 - seconds.leadingZeroBitCount
    }

    /// The routing key of a delay: 21 bits and the lane, such as `0.0. … .1.1.bulk`.
    package static func routingKey(_ seconds: Int, lane: Lane) -> String {
        var key = ""
        key.reserveCapacity(50)
        for bit in stride(from: topLevel, through: 0, by: -1) {
            key += (seconds >> bit) & 1 == 1 ? "1." : "0."
        }
        return key + lane.rawValue
    }

    /// The key by which a level's queue (`waits`) or the level below is bound to the level's exchange.
    package static func bindingKey(_ level: Int, waits: Bool) -> String {
        String(repeating: "*.", count: topLevel - level) + (waits ? "1.#" : "0.#")
    }
}
