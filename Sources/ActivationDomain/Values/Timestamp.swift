internal import Foundation

/// A point in time in microseconds since 1970-01-01T00:00:00Z, written as RFC 3339.
///
/// Jobs and events carry several times each and the hot path writes two events a job, so parsing and printing are
/// done on bytes here: Foundation's formatters cost several microseconds a call.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since the Unix epoch, leap seconds not counted.
    package var microseconds: Int64

    /// Makes a time from microseconds since the Unix epoch.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The present, by the system's real-time clock.
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Seconds since the Unix epoch.
    package var seconds: Double { Double(microseconds) / 1e6 }

    /// The time that lies `duration` later (earlier when negative); the last or the first there is when that is too far.
    package func advanced(by duration: Duration) -> Timestamp {
        let parts = duration.components
        let (whole, isTooLong) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        let (step, isTooFine) = whole.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000)
        let (moved, isPast) = microseconds.addingReportingOverflow(step)
        guard !isTooLong, !isTooFine, !isPast else { return Timestamp(microseconds: duration < .zero ? .min : .max) }
        return Timestamp(microseconds: moved)
    }

    /// How long after `earlier` this time lies.
    package func since(_ earlier: Timestamp) -> Duration {
        .microseconds(microseconds - earlier.microseconds)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

extension Timestamp: CustomStringConvertible {
    /// The time in RFC 3339 with six decimals and `Z`, such as `2026-09-01T08:00:00.000000Z`.
    ///
    /// RFC 3339 has the years 0 to 9999 alone; a time outside is written as the nearest within.
    package var description: String {
        String(unsafeUninitializedCapacity: 32) { write(into: $0) }
    }

    /// The time in RFC 3339 without decimals, such as `2026-09-01T08:00:00Z`, for who cannot wait for less than a second.
    package var toTheSecond: String { "\(description.prefix(19))Z" }

    /// The first microsecond of year 0 and the last one of year 9999.
    private static let printable: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    /// Writes the RFC 3339 form (27 bytes) and returns its length.
    private func write(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let printed = min(max(microseconds, Timestamp.printable.lowerBound), Timestamp.printable.upperBound)
        let (days, time) = printed.flooredDivision(by: 86_400_000_000)
        let (year, month, day) = Timestamp.civil(fromDays: days)
        var at = 0
        func put(_ value: Int64, _ width: Int) {
            var rest = value
            for offset in stride(from: width - 1, through: 0, by: -1) {
                buffer[at + offset] = UInt8(48 + rest % 10)
                rest /= 10
            }
            at += width
        }
        func put(_ character: Unicode.Scalar) {
            buffer[at] = UInt8(character.value)
            at += 1
        }
        put(year, 4)
        put("-")
        put(month, 2)
        put("-")
        put(day, 2)
        put("T")
        put(time / 3_600_000_000, 2)
        put(":")
        put(time / 60_000_000 % 60, 2)
        put(":")
        put(time / 1_000_000 % 60, 2)
        put(".")
        put(time % 1_000_000, 6)
        put("Z")
        return at
    }
}

extension Timestamp {
    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.flooredDivision(by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month and day of a number of days since 1970-01-01.
    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Quotient and remainder with the remainder never negative.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
