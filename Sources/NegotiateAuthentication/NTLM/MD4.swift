/// The hash function MD4 (RFC 1320).
///
/// Broken long ago and of no use but this: it makes of a password what NTLM takes for one.
struct MD4 {
    /// Words of the state after each block.
    private var state: (UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)

    /// Gives the sixteen bytes for a message.
    static func hash(_ message: [UInt8]) -> [UInt8] {
        var hash = MD4()
        let whole = message.count / 64 * 64
        for start in stride(from: 0, to: whole, by: 64) { hash.take(message[start..<(start + 64)]) }
        // The end: a bit, zeros, and the length in bits.
        let rest = message.count - whole
        var end = [UInt8](repeating: 0, count: rest < 56 ? 64 : 128)
        for index in 0..<rest { end[index] = message[whole + index] }
        end[rest] = 0x80
        let bits = UInt64(message.count) << 3
        for index in 0..<8 { end[end.count - 8 + index] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)) }
        for start in stride(from: 0, to: end.count, by: 64) { hash.take(end[start..<(start + 64)]) }
        wipe(&end)
        let (a, b, c, d) = hash.state
        return [a, b, c, d].flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    }

    private mutating func take(_ block: ArraySlice<UInt8>) {
        var words = [UInt32](repeating: 0, count: 16)
        for (index, byte) in block.enumerated() { words[index / 4] |= UInt32(byte) << UInt32(8 * (index % 4)) }
        defer { wipe(&words) }
        var (a, b, c, d) = state
        func turn(_ sum: UInt32, _ word: Int, _ shift: UInt32) {
            let value = a &+ sum &+ words[word]
            (a, b, c, d) = (d, value << shift | value >> (32 - shift), b, c)
        }
        for step in 0..<16 { turn(b & c | ~b & d, step, [3, 7, 11, 19][step % 4]) }
        for step in 0..<16 {
            turn((b & c | b & d | c & d) &+ 0x5A82_7999, step / 4 + step % 4 * 4, [3, 5, 9, 13][step % 4])
        }
        for step in 0..<16 {
            let word = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15][step]
            turn((b ^ c ^ d) &+ 0x6ED9_EBA1, word, [3, 9, 11, 15][step % 4])
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
    }
}
