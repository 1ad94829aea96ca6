internal import ActivationDomain
internal import KMSExchange
internal import NetworkDiagnosis

/// Looks at one computer of the register as a worker would meet it, and changes nothing on it.
///
/// Its name and addresses, the allowed networks, its port; then over one channel, with one log-on through the care for
/// credentials that a worker takes, too: who it is, its licences, the KMS host in use, its clock.
struct ComputerExamination: Sendable {
    private let settings: Settings
    private let assembly: ExchangeAssembly
    private let exchange: ManagedExchange
    private let addresses: AddressGuard
    private let errors: ErrorCatalogue
    private let products: ProductCatalogue
    private let step: Duration

    /// Takes what an exchange needs, with limits that a person can wait for.
    ///
    /// - Throws: ``ProgramFailure`` for what is wrong in the settings, as a worker would end with.
    init(_ installation: Installation, step: Duration) async throws(ProgramFailure) {
        settings = installation.settings.limited(connect: step, step: step * 3, whole: step * 6)
        self.step = step
        errors = try installation.errorCatalogue()
        products = try installation.productCatalogue()
        addresses = AddressGuard(
            allowed: settings.worker.allowedNetworks,
            limit: min(settings.worker.winrm.resolveTimeout, step)
        )
        assembly = try await ExchangeAssembly(settings)
        exchange = assembly.managedExchange(errors) { _, _, _ in }
    }

    /// The lines of one computer, as far as each lets one look further.
    func findings(_ computer: RegisteredComputer) async -> [Finding] {
        let words = ComputerWords(computer, settings, errors)
        let all = await addresses.addresses(of: computer.address)
        let place = words.place(all, addresses.verdict(all))
        guard case .allowed(let address) = addresses.verdict(all) else { return [place] }
        var findings = [place]
        if let port = await assembly.port(of: computer, at: address, within: step) {
            let probe = await TCPProbe(limit: step).finding(
                .computer,
                address: address,
                port: port,
                service: words.service
            )
            findings.append(words.named(probe))
            guard probe.state != .failed else { return findings }
        }
        do throws(ExchangeFailure) {
            let wanted = computer.products.compactMap { products[$0] }
            let look = try await exchange.look(at: computer, for: wanted, wholly: true)
            findings += [words.loggedOn(by: look.means), words.system(look.system)].compactMap(\.self)
            for product in look.products { findings += words.licence(product) }
            findings.append(words.clock(look.clock))
        } catch {
            findings.append(words.failure(error))
        }
        return findings
    }
}
