import ActivationDomain
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// `rollcall check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads the licence states of computers, and prints them as a table. Changes nothing.",
        discussion: """
            Asks the computers themselves, as a worker would, but activates nothing and needs no queue. Only computers of \
            the asset register (worker.register) are asked, and as many at a time as --concurrency says.

            Examples:
              rollcall check A101-07
              rollcall check --lab A101 --product windows
              rollcall check --site main --json |
                  jq -r 'select(.verdict != "licensed").computer'

            Exit codes: 0 all licensed; 1 not all; 64 wrong usage; 65 not in the register; 69 a computer could not be read; \
            74 the output cannot be written; 78 bad settings.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "Computers of the asset register.")
    var computers: [String] = []
    @Option(help: "Those of this lab; may be given several times.")
    var lab: [String] = []
    @Option(help: "Those of this site; may be given several times.")
    var site: [String] = []
    @Option(help: "Only this product; may be given several times.")
    var product: [String] = []
    @Option(help: "How many computers are asked at a time, 1 to 500.")
    var concurrency = 20
    @Option(help: "en or zh-Hant, of what errors mean. Default: by LANG.")
    var language: Language = .ofEnvironment
    @Flag(help: "Print each row as JSON, one a line.")
    var json = false

    func validate() throws {
        guard (1...500).contains(concurrency) else { throw ValidationError("--concurrency must be between 1 and 500.") }
        guard !computers.isEmpty || !lab.isEmpty || !site.isEmpty else {
            throw ValidationError("Name the computers, or their --lab or --site.")
        }
        guard !selection.hasEmptyName else {
            throw ValidationError("A name is empty; name a computer, --lab, --site or --product, or leave it out.")
        }
    }

    func run() async throws {
        // A connection of SSH has a folder that is to be removed.
        try await EndInOrder.onSignals { try await Console.reportingFailures(check) }
    }

    private func check() async throws {
        let installation = try common.installation()
        let (errors, products) = (try installation.errorCatalogue(), try installation.productCatalogue())
        let targets = try targets(installation, products)
        let exchange = try await ExchangeAssembly(Self.limited(installation.settings)).managedExchange(errors) {
            credential,
            _,
            _ in
            Console.complain(
                "The credential \(credential.id) of "
                    + "\(installation.settings.worker.credentialsFile ?? "worker.credentialsFile") is refused; so that "
                    + "no account is locked, no more computers are asked with it."
            )
        }
        let showsProgress = Console.isTerminal && !json
        let rows = await LicenceCheck(exchange, errors: errors, products: products).rows(
            of: targets,
            atOnce: concurrency
        ) { done in
            if showsProgress { Console.write("\r\(done) of \(targets.count) read") }
        }
        if showsProgress { Console.write("\r\u{1B}[K") }
        guard !Task.isCancelled else { return }
        json ? rows.forEach { JSONOutput.write($0) } : LicenceView.write(rows, in: language)
        if rows.contains(where: { $0.verdict == .notRead }) {
            throw ExitCode(ProgramFailure.ExitStatus.unavailable.rawValue)
        }
        if rows.contains(where: { $0.verdict == .notLicensed }) { throw ExitCode(1) }
    }

    private var selection: RegisterSelection {
        var selection = RegisterSelection()
        selection.computers = computers
        selection.labs = lab
        selection.sites = site
        selection.products = product
        return selection
    }

    private static func limited(_ settings: Settings) -> Settings {
        settings.limited(connect: .seconds(10), step: .seconds(20), whole: .seconds(60))
    }

    private func targets(
        _ installation: Installation,
        _ products: ProductCatalogue
    ) throws -> [LicenceCheck.Target] {
        let file = try installation.register(products)
        if let unknown = selection.unknownNames(in: file.register) {
            throw ProgramFailure(
                .data,
                "\(unknown) not in \(installation.settings.worker.register), the asset register, and nothing else is "
                    + "ever asked; mend what you wrote, or add rows to it"
            )
        }
        let targets = selection.rows(of: file.register).map { LicenceCheck.Target(computer: $0, products: $1) }
        guard !targets.isEmpty else {
            throw ProgramFailure(.data, "no computer of \(installation.settings.worker.register) is all of that")
        }
        return targets
    }
}
