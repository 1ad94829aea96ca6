import ActivationDomain
import ArgumentParser
import NetworkDiagnosis
import WorkerSupport

/// `rollcall doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at settings, broker, KMS hosts and clock, and says what to do. Changes nothing.",
        discussion: """
            What to run first, and when all computers fail. Each line says ok, warning or failed; all of it takes a \
            minute at most. A KMS host is asked whether it knows the KMS interface (an RPC bind), and nothing else.

            Examples:
              rollcall doctor --config /etc/rollcall/rollcall.yaml
              rollcall doctor --json | jq 'select(.state == "failed")'

            Exit codes: 0 all ok, or warnings; 69 something failed; 78 bad settings.
            """
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print each finding as JSON, one a line.")
    var json = false

    func run() async throws {
        try await Console.reportingFailures {
            let report = await Doctor(try common.installation()).report()
            for finding in report.findings { json ? JSONOutput.write(finding) : FindingView.write(finding) }
            if !json { Console.line(Style.bold(report.summary)) }
            if let failure = report.failure { throw failure }
        }
    }
}
