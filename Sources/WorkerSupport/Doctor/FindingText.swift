internal import ActivationDomain
package import NetworkDiagnosis

/// A finding as lines for a person: state and area in columns, the sentence, and below it what to do.
package enum FindingText {
    private static let stateWidth = 9
    private static let areaWidth = 10

    /// Writes a finding.
    ///
    /// - Parameters:
    ///   - finding: what to write; texts from outside cannot command the terminal.
    ///   - width: how many columns there are; at least 50 are used.
    ///   - style: gives the state its colour.
    /// - Returns: at least one line, none with blanks at its end.
    package static func lines(
        _ finding: Finding,
        width: Int,
        style: (Finding.State, String) -> String = { $1 }
    ) -> [String] {
        let room = max(width, 50) - stateWidth - areaWidth
        let indent = String(repeating: " ", count: stateWidth + areaWidth)
        let state = finding.state.rawValue
        let head =
            style(finding.state, state) + blanks(stateWidth - state.count) + finding.area.rawValue
            + blanks(areaWidth - finding.area.rawValue.count)
        var lines = wrapped(finding.sentence.visible, room).map { indent + $0 }
        if let first = lines.first { lines[0] = head + first.dropFirst(indent.count) }
        let advice = finding.advice.map { wrapped($0.visible, room - 2) } ?? []
        lines += advice.enumerated().map { indent + ($0.offset == 0 ? "> " : "  ") + $0.element }
        return lines
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 1)) }

    /// Breaks a text between words; a longer word has a line of its own.
    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            let word = String(word)
            if let last = lines.last, last.columns + 1 + word.columns <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(word)
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}
