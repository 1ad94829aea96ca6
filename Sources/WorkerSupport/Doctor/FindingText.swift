package import ActivationDomain
package import NetworkDiagnosis

/// A finding as lines for a person: state and area in columns, the sentence, and below it what to do.
package enum FindingText {
    private static let stateWidth = 9
    private static let areaWidth = 10

    /// Writes a finding.
    ///
    /// - Parameters:
    ///   - finding: what to write; texts from outside cannot command the terminal.
    ///   - language: of the advice, where there is one in it.
    ///   - width: how many columns there are; at least 50 are used.
    ///   - style: gives the state its colour.
    /// - Returns: at least one line, none with blanks at its end.
    package static func lines(
        _ finding: Finding,
        in language: Language = .english,
        width: Int,
        style: (Finding.State, String) -> String = { $1 }
    ) -> [String] {
        let room = max(width, 50) - stateWidth - areaWidth
        let indent = String(repeating: " ", count: stateWidth + areaWidth)
        let state = finding.state.rawValue
        let head =
            style(finding.state, state) + blanks(stateWidth - state.count) + finding.area.rawValue
            + blanks(areaWidth - finding.area.rawValue.count)
        let sentence = finding.sentence.visible.wrapped(at: room)
        var lines = (sentence.isEmpty ? [""] : sentence).map { indent + $0 }
        if let first = lines.first { lines[0] = head + first.dropFirst(indent.count) }
        let advice = finding.advice(in: language)?.visible.wrapped(at: room - 2) ?? []
        lines += advice.enumerated().map { indent + ($0.offset == 0 ? "> " : "  ") + $0.element }
        return lines
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 1)) }
}

extension Finding {
    /// What to do, in a language where there is advice in it, else in English.
    package func advice(in language: Language) -> String? {
        language == .traditionalChinese ? chineseAdvice ?? advice : advice
    }
}
