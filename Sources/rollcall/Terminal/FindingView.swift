import NetworkDiagnosis
import WorkerSupport

/// Findings on the terminal.
enum FindingView {
    /// Writes one.
    static func write(_ finding: Finding) {
        for line in FindingText.lines(finding, width: min(Console.width, 120), style: { style($0)($1) }) {
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
