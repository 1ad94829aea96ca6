package import ActivationDomain

/// A server's packet, put together for the tests by RFC 5905, section 7.3.
package struct TimePacket {
    package var leap: UInt8 = 0
    package var version: UInt8 = 4
    package var mode: UInt8 = 4
    package var stratum: UInt8 = 2
    package var reference: [UInt8] = [127, 0, 0, 1]
    package var origin: UInt64 = 0
    package var received: UInt64 = 0
    package var transmitted: UInt64 = 0

    /// The answer to a query, with both of the server's times as given.
    package init(answering query: [UInt8], at time: Timestamp) {
        origin = query[40..<48].reduce(0) { $0 << 8 | UInt64($1) }
        received = Self.stamp(time)
        transmitted = Self.stamp(time)
    }

    package var bytes: [UInt8] {
        [leap << 6 | version << 3 | mode, stratum, 6, 0xEC] + [UInt8](repeating: 0, count: 8) + reference
            + [0, origin, received, transmitted].flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
            }
    }

    /// Seconds since 1900, modulo 2^32, and the fraction.
    package static func stamp(_ time: Timestamp) -> UInt64 {
        let seconds = time.microseconds / 1_000_000 + 2_208_988_800
        let fraction = (UInt64(time.microseconds % 1_000_000) << 32) / 1_000_000
        return UInt64(truncatingIfNeeded: seconds) << 32 | fraction
    }
}
