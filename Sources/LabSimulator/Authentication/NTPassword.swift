/// What NTLM makes of a password: MD4 (RFC 1320) of its UTF-16 (MS-NLMP 3.3.1).
///
/// Written into the user file in its place. gss-ntlmssp would hash it anew at each log-on, and version 1.2.0 does not give
/// all of that back.
enum NTPassword {
    /// The hash as 32 digits.
    static func digits(_ password: String) -> String {
        var message: [UInt8] = []
        for unit in password.utf16 {
            message += [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
        }
        return hash(message).map { StableHash.hexadecimal(UInt64($0), digits: 2).uppercased() }.joined()
    }

    /// MD4.
    static func hash(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += bytes(UInt64(message.count) &* 8, count: 8)
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
        for start in stride(from: 0, to: padded.count, by: 64) { mix(Array(padded[start..<start + 64]), into: &state) }
        return state.flatMap { bytes(UInt64($0), count: 4) }
    }

    /// The rounds: in which order words are taken, how far is turned, what is added.
    private static let rounds: [(order: [Int], turns: [UInt32], constant: UInt32)] = [
        (Array(0..<16), [3, 7, 11, 19], 0),
        ([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], [3, 5, 9, 13], 0x5A82_7999),
        ([0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], [3, 9, 11, 15], 0x6ED9_EBA1),
    ]

    private static func mix(_ block: [UInt8], into state: inout [UInt32]) {
        let words = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(block[4 * word + $1]) << (8 * UInt32($1)) }
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        for (number, round) in rounds.enumerated() {
            for step in 0..<16 {
                let choice =
                    switch number {
                    case 0: (b & c) | (~b & d)
                    case 1: (b & c) | (b & d) | (c & d)
                    default: b ^ c ^ d
                    }
                let sum = a &+ choice &+ words[round.order[step]] &+ round.constant
                let turn = round.turns[step % 4]
                (a, b, c, d) = (d, sum << turn | sum >> (32 - turn), b, c)
            }
        }
        for (index, value) in [a, b, c, d].enumerated() { state[index] &+= value }
    }

    /// Bytes of a number, the lowest first.
    private static func bytes(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
