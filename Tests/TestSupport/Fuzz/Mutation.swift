/// Spoils bytes at random.
package enum Mutation {
    /// Numbers at which sizes and counts go wrong.
    private static let edges: [UInt32] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, .max,
    ]

    /// The bytes, spoilt in one to four places.
    ///
    /// Words, which have a meaning to whoever reads the bytes, are put in anywhere.
    package static func spoil(
        _ bytes: [UInt8],
        words: [[UInt8]] = [],
        _ random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) { spoilOnce(&bytes, words, &random) }
        return bytes
    }

    private static func spoilOnce(_ bytes: inout [UInt8], _ words: [[UInt8]], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let piece = place..<min(place + Int.random(in: 1...40, using: &random), bytes.count)
        switch Int.random(in: 0..<10, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = .random(in: .min ... .max, using: &random)
        case 2: bytes.removeSubrange(piece)
        case 3: bytes.insert(contentsOf: Array(bytes[piece]), at: .random(in: 0...bytes.count, using: &random))
        case 4: bytes.removeSubrange(place...)
        case 5:
            let moved = Array(bytes[piece])
            bytes.removeSubrange(piece)
            bytes.insert(contentsOf: moved, at: .random(in: 0...bytes.count, using: &random))
        case 6:
            let value = edges.randomElement(using: &random) ?? 0
            let width = [1, 2, 4].randomElement(using: &random) ?? 1
            for index in 0..<width where place + index < bytes.count {
                bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * (width - 1 - index)))
            }
        case 7:
            let byte = UInt8.random(in: .min ... .max, using: &random)
            let count = [2, 16, 255, 256, 5000].randomElement(using: &random) ?? 2
            bytes.insert(contentsOf: [UInt8](repeating: byte, count: count), at: place)
        default:
            let word = words.randomElement(using: &random) ?? [.random(in: .min ... .max, using: &random)]
            bytes.insert(contentsOf: word, at: place)
        }
    }
}
