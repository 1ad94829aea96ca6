import ActivationDomain
import NetworkDiagnosis
import WorkerSupport

/// Findings on the terminal.
enum FindingView {
    /// Writes one.
    static func write(_ finding: Finding, in language: Language) {
        for line in FindingText.lines(finding, in: language, width: min(Console.width, 120), style: { style($0)($1) }) {
            Console.line(line)
        }
    }

    private static func style(_ state: Finding.State) -> Style {
        switch state {
        case .ok: .green
        case .warning: .yellow
        case .failed: .red
        }
    }
}
