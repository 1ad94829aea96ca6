package import ActivationDomain

/// One question for the time, and what its answer means; as a client alone (RFC 4330, with the packet of RFC 5905).
package enum SNTP {
    /// The port of time servers: 123.
    package static let defaultPort: UInt16 = 123

    /// A question, which a server's answer must repeat.
    package struct Query: Sendable, Hashable {
        /// A random number in the place of the transmit timestamp.
        ///
        /// A server only sends it back. A random one tells nobody how this computer's clock stands, and cannot be
        /// guessed by somebody who would like to answer in the server's stead.
        package let cookie: UInt64

        /// Makes a question.
        package init(cookie: UInt64) {
            self.cookie = cookie
        }

        /// The packet, 48 bytes: version 4, mode 3 (client), all else 0 but the cookie.
        package var bytes: [UInt8] {
            [0x23] + [UInt8](repeating: 0, count: 39)
                + (0..<8).map { UInt8(truncatingIfNeeded: cookie >> (56 - 8 * $0)) }
        }
    }

    /// A server's time beside this computer's.
    package struct Sample: Sendable, Hashable {
        /// How far the server's clock is ahead of this computer's; negative when it is behind.
        ///
        /// Wrong by half of ``roundTrip`` at most, as far as the server's own clock is right.
        package var offset: Duration
        /// The time on the network, the server's own time for the answer taken off.
        package var roundTrip: Duration
        /// How many servers away its reference clock is: 1 to 15.
        package var stratum: Int
    }

    /// Why an answer says nothing of the time.
    package enum Problem: Error, Sendable, Hashable {
        /// Not 48 bytes or more, or not of a server (mode 4), or of no known version.
        case notNTP
        /// It repeats another question: an answer that came late, or a forged one.
        case otherQuery
        /// The server wants no more questions (kiss-o'-death, RFC 4330, section 8), with its code such as `DENY`.
        case kissOfDeath(String)
        /// The server has no time of its own to give (leap indicator 3, or stratum 16 and more).
        case unsynchronised
        /// The server's times cannot be: none, or an answer that left before its question came.
        case impossibleTimes
    }

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - bytes: the packet.
    ///   - query: the question that it should answer.
    ///   - sent: this computer's time when the question left.
    ///   - elapsed: how long the answer took, by a clock that nobody sets.
    /// - Returns: the server's time beside this computer's.
    /// - Throws: why it cannot be used, by the checks of RFC 4330, section 5.
    package static func read(
        _ bytes: [UInt8],
        answering query: Query,
        sent: Timestamp,
        elapsed: Duration
    ) throws(Problem) -> Sample {
        guard bytes.count >= 48, bytes[0] & 0x07 == 4, (1...4).contains(bytes[0] >> 3 & 0x07) else { throw .notNTP }
        var times = ByteReader(bytes, at: 24)
        guard let origin = times.number(UInt64.self), let received = times.number(UInt64.self),
            let transmitted = times.number(UInt64.self)
        else { throw .notNTP }
        // Before all else: whoever does not know the question may not even tell us to go away.
        guard origin == query.cookie else { throw .otherQuery }
        let stratum = bytes[1]
        if stratum == 0 { throw .kissOfDeath(printable(bytes[12..<16])) }
        guard bytes[0] >> 6 != 3, stratum < 16 else { throw .unsynchronised }
        guard received != 0, transmitted != 0 else { throw .impossibleTimes }
        let arrival = time(received)
        let departure = time(transmitted)
        let onServer = departure.since(arrival)
        guard onServer >= .zero else { throw .impossibleTimes }
        let outward = arrival.since(sent)
        let homeward = departure.since(sent.advanced(by: elapsed))
        // Two clocks are compared, so it may come out a little below nothing.
        let roundTrip = max(elapsed - onServer, .zero)
        return Sample(offset: (outward + homeward) / 2, roundTrip: roundTrip, stratum: Int(stratum))
    }

    /// A time of the protocol: seconds since 1900 and a fraction in 32 bits; with the first bit clear, since 2036-02-07
    /// 06:28:16 UTC (RFC 4330, section 3).
    static func time(_ value: UInt64) -> Timestamp {
        let seconds = Int64(value >> 32)
        let microseconds = Int64(((value & 0xFFFF_FFFF) * 1_000_000) >> 32)
        let epoch: Int64 = seconds >= 0x8000_0000 ? 2_208_988_800 : 2_208_988_800 - 0x1_0000_0000
        return Timestamp(microseconds: (seconds - epoch) * 1_000_000 + microseconds)
    }
}
