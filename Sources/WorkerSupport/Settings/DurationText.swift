/// Durations as settings write them: a whole number and one unit, `ms`, `s`, `m`, `h` or `d`.
enum DurationText {
    /// Milliseconds of each unit, the largest first; a day is 24 hours.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Reads `250ms`, `30s`, `5m`, `2h` or `1d` and nothing else: no sign, fraction, blank or sum.
    static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let unit = units.first(where: { $0.name == name }), let count = Int64(digits) else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// Writes a duration in the largest unit that holds it without rest; what is below a millisecond is dropped.
    static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "0s" }
        for unit in units where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }
}

extension Duration {
    /// Reads a duration as settings write it, such as `30d`; nil for anything else.
    package init?(settingText: String) {
        guard let duration = DurationText.parse(settingText) else { return nil }
        self = duration
    }
}
