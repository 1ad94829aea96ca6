import ActivationDomain

/// A server's packet, put together for the tests by RFC 5905, section 7.3.
struct TimePacket {
    var leap: UInt8 = 0
    var version: UInt8 = 4
    var mode: UInt8 = 4
    var stratum: UInt8 = 2
    var reference: [UInt8] = [127, 0, 0, 1]
    var origin: UInt64 = 0
    var received: UInt64 = 0
    var transmitted: UInt64 = 0

    /// The answer to a query, with both of the server's times as given.
    init(answering query: [UInt8], at time: Timestamp) {
        origin = query[40..<48].reduce(0) { $0 << 8 | UInt64($1) }
        received = Self.stamp(time)
        transmitted = Self.stamp(time)
    }

    var bytes: [UInt8] {
        [leap << 6 | version << 3 | mode, stratum, 6, 0xEC] + [UInt8](repeating: 0, count: 8) + reference
            + [0, origin, received, transmitted].flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
            }
    }

    /// Seconds since 1900, modulo 2^32, and the fraction.
    static func stamp(_ time: Timestamp) -> UInt64 {
        let seconds = time.microseconds / 1_000_000 + 2_208_988_800
        let fraction = (UInt64(time.microseconds % 1_000_000) << 32) / 1_000_000
        return UInt64(truncatingIfNeeded: seconds) << 32 | fraction
    }
}
