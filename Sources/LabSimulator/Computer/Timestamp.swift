internal import Foundation

/// Dates and times as text, written by hand since every reply and every ledger line has one.
enum Timestamp {
    /// Seconds since 1970 now.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// `2026-09-01T08:30:00.123+08:00`, or with `Z` when the bias is 0; milliseconds only where there are any.
    static func iso8601(_ seconds: Double, bias: Int = 0) -> String {
        let milliseconds = Int((seconds * 1_000).rounded(.down)) + bias * 60_000
        let (days, rest) = floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = civil(days: days)
        let fraction = rest % 1_000
        let clock = "\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):\(two(rest / 1_000 % 60))"
        return "\(padded(year, 4))-\(two(month))-\(two(day))T\(clock)\(fraction == 0 ? "" : "." + padded(fraction, 3))"
            + (bias == 0 ? "Z" : LabTimeZone.offset(bias))
    }

    /// `2010/09/29 17:52` UTC, as event 12288 has it.
    static func minutes(_ seconds: Double) -> String {
        let text = iso8601(seconds)
        return text.prefix(10).split(separator: "-").joined(separator: "/") + " " + text.dropFirst(11).prefix(5)
    }

    /// `Wed, 29 Sep 2010 17:52:00 GMT`, as the header `Date` has it (RFC 9110, section 5.6.7).
    static func http(_ seconds: Double) -> String {
        let text = iso8601(seconds.rounded(.down))
        let (days, _) = floorDivide(Int(seconds.rounded(.down)), 86_400)
        let (year, month, day) = civil(days: days)
        // The first day of 1970 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][floorDivide(days, 7).1]
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        return "\(weekday), \(two(day)) \(name) \(padded(year, 4)) \(text.dropFirst(11).prefix(8)) GMT"
    }

    /// Reads the form that WQL literals have, `20100929175200.000000+480`; nil when it is not that.
    static func seconds(dmtf text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count == 25, bytes[14] == UInt8(ascii: "."),
            bytes[21] == UInt8(ascii: "+") || bytes[21] == UInt8(ascii: "-")
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(8..<10),
            let minute = number(10..<12), let second = number(12..<14), let micro = number(15..<21),
            let bias = number(22..<25)
        else { return nil }
        let signed = bytes[21] == UInt8(ascii: "-") ? -bias : bias
        let whole =
            days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - signed * 60
        return Double(whole) + Double(micro) / 1e6
    }

    /// The civil date of a day counted from 1970-01-01, by the arithmetic of eras of 400 years.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func two(_ value: Int) -> String { padded(value, 2) }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
