internal import BoardProjection

/// How jobs stand, as a bar of which each part has a colour and a pattern.
struct StackedBar {
    let counts: StateCounts
    /// At least as many as are counted; what is more has not been heard of and counts as queued.
    let total: Int

    func count(_ group: StateGroup) -> Int {
        let counted = group.count(in: counts)
        return group == .queued ? counted + max(0, total - counts.total) : counted
    }

    func view(_ texts: Texts) -> View {
        var parts: [View] = []
        var before = 0
        for group in StateGroup.allCases {
            let number = count(group)
            guard number > 0 else { continue }
            parts.append(["kind": group.rawValue, "x": percent(before), "width": percent(number)])
            before += number
        }
        let numbers = StateGroup.allCases.map { ($0.rawValue, texts.number(count($0))) }
        let values = Dictionary(numbers) { $1 }.merging(["total": texts.number(total)]) { $1 }
        return ["label": texts("bar.label", values), "parts": parts]
    }

    private func percent(_ number: Int) -> String { Percent.text(number, of: total) }
}

/// Lengths in drawings.
enum Percent {
    /// With two decimals, enough for a screen.
    static func text(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0" }
        let hundredths = (part * 10_000 + whole / 2) / whole
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }
}
