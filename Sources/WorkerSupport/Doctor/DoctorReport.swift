package import NetworkDiagnosis

/// All that an examination found.
package struct DoctorReport: Sendable {
    /// One line each, in the order in which a person would mend things.
    package let findings: [Finding]

    /// Makes a report.
    package init(findings: [Finding]) {
        self.findings = findings
    }

    /// How many are of a state.
    package func count(_ state: Finding.State) -> Int { findings.count { $0.state == state } }

    /// Why the command that made the report fails; nil when nothing failed.
    package var failure: ProgramFailure? {
        let count = count(.failed)
        guard count > 0 else { return nil }
        return ProgramFailure(
            .unavailable,
            count == 1
                ? "one finding must be mended; the lines above say how"
                : "\(count) findings must be mended; the lines above say how"
        )
    }

    /// How many of each state, as the last line.
    package var summary: String {
        "\(count(.ok)) ok, \(count(.warning)) warning\(count(.warning) == 1 ? "" : "s"), \(count(.failed)) failed"
    }
}
