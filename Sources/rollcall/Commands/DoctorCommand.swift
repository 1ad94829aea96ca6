import ActivationDomain
import ActivationPipeline
import ArgumentParser
import NetworkDiagnosis
import WorkerSupport

/// `rollcall doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at settings, broker, KMS hosts, clock and computers, and says what to do. Changes nothing.",
        discussion: """
            What to run first, and when all computers fail. Each line says ok, warning or failed; all of it takes a \
            minute at most. A KMS host is asked whether it knows the KMS interface (an RPC bind), and nothing else. A \
            computer of the asset register that --computer names is logged on to once, as a worker would, and read.

            Examples:
              rollcall doctor --config /etc/rollcall/rollcall.yaml
              rollcall doctor --json | jq 'select(.state == "failed")'
              rollcall doctor --computer A101-07

            Exit codes: 0 all ok, or warnings; 65 a computer is not in the register; 69 something failed, as where \
            the register cannot be used; 74 the output cannot be written; 78 bad settings.
            """
    )

    @OptionGroup var common: CommonOptions
    @Option(help: "Look at this computer of the asset register, too; may be given several times.")
    var computer: [String] = []
    @Option(help: "en or zh-Hant, of the advice for error codes. Default: by LANG.")
    var language: Language = .ofEnvironment
    @Flag(help: "Print each finding as JSON, one a line.")
    var json = false

    func run() async throws {
        // A connection of SSH has a folder that is to be removed.
        try await EndInOrder.onSignals { try await Console.reportingFailures(examine) }
    }

    private func examine() async throws {
        let installation = try common.installation()
        let report = try await report(installation)
        guard !Task.isCancelled else { return }
        for finding in report.findings {
            json ? JSONOutput.write(FindingReport(finding)) : FindingView.write(finding, in: language)
        }
        if !json { Console.line(Style.bold(report.summary)) }
        if let failure = report.failure { throw failure }
    }

    /// Looks at all, and at the computers that are named as far as the register can be used.
    private func report(_ installation: Installation) async throws -> DoctorReport {
        let doctor = Doctor(installation)
        guard let first = computer.first else { return await doctor.report() }
        let register: AssetRegister
        do throws(ProgramFailure) {
            register = try installation.register(try installation.productCatalogue()).register
        } catch {
            return DoctorReport(findings: await doctor.report().findings + [Doctor.unregistered(first, error)])
        }
        return await doctor.report(on: try computers(in: register, installation))
    }

    /// Those that are named, which must be in the register: no other is ever contacted.
    private func computers(
        in register: AssetRegister,
        _ installation: Installation
    ) throws -> [RegisteredComputer] {
        var named = RegisterSelection()
        named.computers = computer
        if let unknown = named.unknownNames(in: register) {
            throw ProgramFailure(
                .data,
                "\(unknown) not in \(installation.settings.worker.register), and only computers of the asset register "
                    + "are ever contacted; mend what you wrote, or add rows to it"
            )
        }
        return computer.compactMap { register.computer(named: $0) }.reduce(into: []) { found, row in
            if !found.contains(row) { found.append(row) }
        }
    }
}

/// A finding for scripts, its advice by language: in Traditional Chinese where the catalogue has it.
private struct FindingReport: Encodable {
    var area, state, subject, sentence: String
    var advice: [String: String]?
    var data: [String: String]

    init(_ finding: Finding) {
        area = finding.area.rawValue
        state = finding.state.rawValue
        subject = finding.subject
        sentence = finding.sentence
        data = finding.data
        guard let english = finding.advice else { return }
        advice = [Language.english.rawValue: english]
        advice?[Language.traditionalChinese.rawValue] = finding.chineseAdvice
    }
}
