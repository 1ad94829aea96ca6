internal import ActivationDomain

/// A date and time of CIM with the zone that it was written in.
///
/// WS-Man writes `2012-07-04T09:17:56.234+02:00` (DSP0230), WMI itself `20120704091756.234000+120` (DSP0004,
/// section 5.2.4).
struct CIMDateTime: Sendable, Hashable {
    var time: Timestamp
    /// Minutes ahead of UTC; nil when the text has `Z`, which says nothing of where it was written.
    var zoneOffsetMinutes: Int?

    /// Reads either form; `fallbackOffsetMinutes` serves a text without a zone.
    init?(_ text: String, fallbackOffsetMinutes: Int? = nil) {
        let written = text.utf8.contains(UInt8(ascii: "T")) ? text : Self.separated(text)
        guard let written else { return nil }
        if let time = Timestamp(rfc3339: written) {
            self.time = time
            zoneOffsetMinutes = Self.offset(of: written)
        } else if let fallbackOffsetMinutes, let time = Timestamp(rfc3339: written + "Z") {
            self.time = time.advanced(by: .seconds(-60 * fallbackOffsetMinutes))
            zoneOffsetMinutes = fallbackOffsetMinutes
        } else {
            return nil
        }
    }

    /// The form of DSP0004 rewritten as RFC 3339.
    private static func separated(_ text: String) -> String? {
        let characters = Array(text)
        guard characters.count == 25, let minutes = Int(String(characters[22...])), minutes < 24 * 60 else {
            return nil
        }
        func part(_ range: Range<Int>) -> String { String(characters[range]) }
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
            + part(14..<22) + twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
    }

    private static func offset(of text: String) -> Int? {
        let zone = text.suffix(6)
        guard let sign = zone.first, sign == "+" || sign == "-" else { return nil }
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2 else { return nil }
        return (sign == "-" ? -1 : 1) * (parts[0] * 60 + parts[1])
    }
}
