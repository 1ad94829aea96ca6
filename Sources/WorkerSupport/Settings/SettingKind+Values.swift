extension SettingKind where Value == Bool {
    /// `true` or `false`; not `yes` or `on`, which YAML 1.2 takes for texts.
    static var bool: SettingKind {
        single("true or false", render: \.description) { text in
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        }
    }
}

extension SettingKind where Value == Int {
    /// A whole number in decimal.
    static func integer(_ range: ClosedRange<Int>) -> SettingKind {
        single("a whole number from \(range.lowerBound) to \(range.upperBound)", render: \.description) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A TCP port.
    static var port: SettingKind { integer(1...65535) }
}

extension SettingKind where Value == Double {
    /// A decimal number above one bound and up to another.
    static func number(above lower: Double, upTo upper: Double) -> SettingKind {
        single("a number above \(format(lower)) and up to \(format(upper))", render: format) { text in
            // Swift also reads hexadecimal, `inf` and `nan`, which are no settings.
            guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text) else {
                return nil
            }
            return value > lower && value <= upper ? value : nil
        }
    }

    @Sendable private static func format(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension SettingKind where Value == Duration {
    /// A duration, a whole number with its unit.
    static func duration(_ range: ClosedRange<Duration>) -> SettingKind {
        let (lower, upper) = (DurationText.format(range.lowerBound), DurationText.format(range.upperBound))
        let noun = "a duration from \(lower) to \(upper) (units: ms, s, m, h, d)"
        return single(noun, render: DurationText.format) { text in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the words of a choice.
    static var choice: SettingKind {
        let words = Value.allCases.map(\.rawValue)
        let noun = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        return single(noun, render: \.rawValue) { Value(rawValue: $0.lowercased()) }
    }
}
