internal import ActivationDomain

extension Texts {
    /// A number as people write it, such as `9,412`; both languages group by three with commas.
    func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return result
    }

    /// A stretch of time in one or two of its largest units, rounded to the smaller: `6 min`, `2 h 5 min`, `3 days`.
    func duration(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.components.seconds))
        switch seconds {
        case ..<60: return self("duration.seconds", count: seconds)
        case ..<3570: return self("duration.minutes", count: (seconds + 30) / 60)
        case ..<86_400:
            let minutes = (seconds + 30) / 60
            let hours = self("duration.hours", count: minutes / 60)
            return minutes.isMultiple(of: 60) || minutes > 600
                ? hours : hours + " " + self("duration.minutes", count: minutes % 60)
        default: return self("duration.days", count: (seconds + 43_200) / 86_400)
        }
    }

    /// How long an attempt took, down to milliseconds.
    func duration(milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1000: self("duration.milliseconds", count: milliseconds)
        case ..<10_000:
            self("duration.seconds", ["n": "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"])
        default: duration(.milliseconds(milliseconds))
        }
    }

    /// A time as the partial `time` wants it; the script shows it in the reader's own time zone.
    func time(_ time: Timestamp?) -> View? {
        time.map { ["datetime": $0.toTheSecond, "text": Texts.utc($0)] }
    }

    /// Such as `2026-09-01 08:00:05 UTC`.
    static func utc(_ time: Timestamp) -> String {
        let text = time.toTheSecond
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }
}
