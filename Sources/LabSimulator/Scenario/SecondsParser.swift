/// Reads lengths of time.
enum SecondsParser {
    /// A length, or two between which each computer has its own.
    struct Range {
        let lower: Double
        let upper: Double

        /// The length for a name, the same in every run.
        func value(for name: String) -> Double {
            guard upper > lower else { return lower }
            let share = Double(StableHash.value(name + "/seconds") % 10_001) / 10_000
            return lower + (upper - lower) * share
        }
    }

    /// Seconds such as `0.2` or `0.1...0.5`, up to an hour.
    static func seconds(_ table: ScenarioTable, _ key: String) throws(ScenarioError) -> Range? {
        guard let text = try table.string(key) else { return nil }
        let parts = text.split(separator: "...", omittingEmptySubsequences: false).map { Double($0) }
        let lower = parts.first.flatMap(\.self)
        let upper = parts.last.flatMap(\.self)
        guard parts.count <= 2, let lower, let upper, 0 <= lower, lower <= upper, upper <= 3_600 else {
            throw table.error(key, "'\(key)' must be seconds from 0 to 3600, such as 0.2 or 0.1...0.5, not '\(text)'")
        }
        return Range(lower: lower, upper: upper)
    }

    /// A signed offset such as `-9h`, `+1h30m` or `45s`, in seconds.
    static func offset(_ table: ScenarioTable, _ key: String) throws(ScenarioError) -> Double? {
        guard let text = try table.string(key) else { return nil }
        guard let seconds = offset(text) else {
            throw table.error(key, "'\(key)' must be an offset such as -9h, +1h30m or 45s, not '\(text)'")
        }
        return Double(seconds)
    }

    private static func offset(_ text: String) -> Int? {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        let units: [Character: Int] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
        var total = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest.removeFirst(digits.count)
            guard (1...6).contains(digits.count), let number = Int(digits), let unit = rest.first,
                let factor = units[unit]
            else { return nil }
            rest.removeFirst()
            total += number * factor
        }
        return isNegative ? -total : total
    }
}
