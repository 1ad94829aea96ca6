import AMQPClient
import ActivationDomain
import ActivationPipeline
import ArgumentParser
import Foundation
import WorkerSupport

/// `rollcall enroll`.
struct EnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Enqueues one job for each computer and product of the asset register.",
        discussion: """
            Ends only when the broker has confirmed each job. Enrolling the same campaign twice is harmless: the jobs \
            are the same. To try again what has ended, raise --round.

            Examples:
              rollcall enroll --register register.csv --campaign 2026-autumn
              rollcall enroll --register register.csv --campaign reimaged-a101 \\
                  --lab A101 --lane urgent
              rollcall enroll --register register.csv --campaign 2026-autumn \\
                  --computer A101-07 --round 2
              rollcall enroll --register register.csv --campaign 2026-autumn \\
                  --dry-run --json

            Exit codes: 0 all enrolled; 64 wrong usage; 65 the register has wrong rows, and nothing was enrolled; \
            69 the broker cannot be reached; 77 not permitted; 78 bad settings.
            """
    )

    @OptionGroup var common: CommonOptions
    @Option(help: "The asset register, a CSV file.")
    var register: String
    @Option(help: "The name of the batch, such as 2026-autumn.")
    var campaign: String
    @Option(help: "Raise it to try again jobs that have ended.")
    var round = 1
    @Option(help: "Only this site; may be given several times.")
    var site: [String] = []
    @Option(help: "Only this lab; may be given several times.")
    var lab: [String] = []
    @Option(help: "Only this computer; may be given several times.")
    var computer: [String] = []
    @Option(help: "Only this product; may be given several times.")
    var product: [String] = []
    @Option(help: "bulk or urgent: an urgent job takes the next free slot of a worker.")
    var lane: Lane = .bulk
    @Option(help: "Do not try after this time, such as 2026-09-30T18:00:00+08:00.")
    var notAfter: String?
    @Option(help: "A label name=value that is copied into the events; may be given several times.")
    var label: [String] = []
    @Flag(help: "Enrol the good rows of a register that has wrong ones.")
    var skipInvalid = false
    @Flag(help: "Say what would be enrolled, and enrol nothing.")
    var dryRun = false
    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(round) else { throw ValidationError("--round must be between 1 and 1000000.") }
        guard !campaign.isEmpty, campaign.utf8.count <= 1024, !campaign.utf8.contains(where: { $0 < 32 || $0 == 127 })
        else {
            throw ValidationError("--campaign must be a name without control characters.")
        }
        if let notAfter, Timestamp(rfc3339: notAfter) == nil {
            throw ValidationError("--not-after must be a time such as 2026-09-30T18:00:00+08:00, not \"\(notAfter)\".")
        }
        if let time = notAfter.flatMap({ Timestamp(rfc3339: $0) }), time <= .now {
            throw ValidationError("--not-after \(notAfter ?? "") has passed already.")
        }
        for label in label where !label.dropFirst().contains("=") {
            throw ValidationError("--label must be name=value, not \"\(label)\".")
        }
    }

    func run() async throws {
        try await Console.reportingFailures {
            let installation = try common.installation()
            let products = try installation.productCatalogue()
            for name in product where products[name.lowercased()] == nil {
                throw ProgramFailure(
                    .data,
                    "--product \(name) is not in the product catalogue; it has \(products.keys.joined(separator: ", "))"
                )
            }
            let file = try readRegister(products)
            let selection = selection()
            var rows = selection.named
            // One of the catalogue may be on no computer: a script for all products asks for it all the same.
            rows.products = []
            if let unknown = rows.unknownNames(in: file.register) {
                throw ProgramFailure(.data, "\(unknown) not in \(register); mend what you wrote, or add rows to it")
            }
            warn(of: file.register.doubles(), among: selection.named.rows(of: file.register).map(\.computer))
            let (jobs, leftOut) = selection.jobs(from: file.register, registeredAt: file.modifiedAt, now: .now)
            // Looked at before the first is sent: half a campaign in the dead queue would be watched for ever.
            for job in jobs {
                do throws(JobRejection) {
                    try job.checkDelivery()
                } catch {
                    throw ProgramFailure(
                        .data,
                        "nothing was enrolled: no worker would take the job of \(job.computer.name): \(error.detail)"
                    )
                }
            }
            let enrolled = dryRun ? jobs.count : try await publish(jobs, installation)
            report(enrolled: enrolled, refused: file.wrongRows, leftOut: leftOut)
        }
    }

    private func readRegister(_ products: ProductCatalogue) throws -> RegisterFile {
        let file = try RegisterFile.read(register, products: Set(products.keys))
        guard !file.problems.isEmpty else { return file }
        tell(file.problems)
        guard skipInvalid, !file.register.computers.isEmpty else {
            throw ProgramFailure(
                .data,
                "nothing was enrolled: \(register) has \(file.wrongRows) wrong \(file.wrongRows == 1 ? "row" : "rows")"
                    + (file.register.computers.isEmpty ? "" : "; mend them, or enrol the others with --skip-invalid")
            )
        }
        return file
    }

    /// Tells of rows that lead to one computer, as far as they are enrolled now; they are, since one may have two names.
    private func warn(of doubles: [RegisterDouble], among computers: [RegisteredComputer]) {
        guard !doubles.isEmpty else { return }
        let lines = Set(computers.map(\.line))
        tell(
            doubles.filter { lines.contains($0.first.line) || lines.contains($0.second.line) }.map {
                $0.problem(in: register)
            }
        )
    }

    private func tell(_ problems: [RegisterProblem]) {
        for problem in problems.prefix(20) { Console.complain(problem.description) }
        if problems.count > 20 { Console.complain("and \(problems.count - 20) more") }
    }

    private func selection() -> EnrolmentSelection {
        var selection = EnrolmentSelection(campaign: campaign)
        selection.round = round
        (selection.named.sites, selection.named.labs) = (site, lab)
        (selection.named.computers, selection.named.products) = (computer, product)
        selection.notAfter = notAfter.flatMap { Timestamp(rfc3339: $0) }
        for label in label {
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            selection.labels[String(parts[0])] = String(parts[1])
        }
        return selection
    }

    private func publish(_ jobs: [Job], _ installation: Installation) async throws -> Int {
        let connection = try await installation.connectLastingly(
            "rollcall enroll \(campaign)",
            // Someone waits, and can run it again: only what a restart of the broker brings is to be borne.
            patience: .seconds(5),
            publishDeadline: installation.settings.broker.patience
        )
        let publisher = try await PipelinePublisher(
            over: connection,
            names: installation.names,
            source: "/rollcall/enroll/\(StatusRoutingKey.sourceWord(ProcessInfo.processInfo.hostName))"
        )
        let showsProgress = Console.isTerminal && !json
        let producer = EnrolmentProducer(publisher: publisher)
        let count = try await tellingOutages(of: connection) {
            try await producer.enrol(jobs, campaign: campaign, to: lane) { done in
                if showsProgress, done % 500 == 0 || done == jobs.count {
                    Console.write("\r\(done) of \(jobs.count) confirmed")
                }
            }
        }
        if showsProgress, !jobs.isEmpty { Console.write("\r\u{1B}[K") }
        await connection.close()
        return count
    }

    private func report(enrolled: Int, refused: Int, leftOut: Int) {
        struct Report: Encodable {
            var campaign: String
            var round, enrolled, refused, leftOut: Int
            var dryRun: Bool
        }
        if json {
            JSONOutput.write(
                Report(
                    campaign: campaign,
                    round: round,
                    enrolled: enrolled,
                    refused: refused,
                    leftOut: leftOut,
                    dryRun: dryRun
                )
            )
        } else {
            Console.line(
                "\(enrolled) \(dryRun ? "would be enrolled" : "enrolled") in \(campaign), "
                    + "\(refused) refused, \(leftOut) left out"
            )
        }
    }
}

extension Lane: ExpressibleByArgument {}
