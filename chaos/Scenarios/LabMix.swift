/// The computers of a scenario's lab: most are activated at once, some need further attempts, some never are.
struct LabMix: Sendable {
    /// How long a call of `Activate` takes, in seconds.
    var seconds = "0.02...0.08"
    /// Whether there are computers that fail at first, or for good.
    var hasFailures = true
    /// Attempts that the longest script takes.
    var chain: Int { hasFailures ? 3 : 1 }

    /// How a computer's job is to end; nil for those whose outcome a repeated execution can change.
    static func expected(_ computer: String) -> String? {
        if computer.hasPrefix("limit") { return nil }
        return computer.hasPrefix("never") ? "failed" : "activated"
    }

    /// The list of the lab's scenario for so many computers, each with one product.
    func computers(_ count: Int) -> String {
        let share = hasFailures ? count / 20 : 0
        // 0xC004F035 is permanent; a code that no catalogue has is tried three times. A fourth execution of the last, by a
        // repeated delivery, finds another answer: so ends contradict each other where that can happen.
        let groups = [
            ("once", count - 6 * share, "ok"),
            ("twice", 3 * share, "[0xC004F074, ok]"),
            ("thrice", share, "[0xC004F074, 0xC004F074, ok]"),
            ("never", share, "0xC004F035"),
            ("limit", share, "[0xC0FFEE01, 0xC0FFEE01, 0xC0FFEE01, ok]"),
        ]
        var lines: [String] = []
        for (index, (name, count, activate)) in groups.enumerated() where count > 0 {
            lines.append(
                "  - { name: \"\(name)-{0001...\(LabMix.padded(count))}\", address: \"127.70.\(index * 20).1+\", "
                    + "site: main, lab: Chaos, products: windows, seconds: \(seconds), activate: \(activate) }"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }
}
