package import ActivationDomain
package import NIOCore
internal import Synchronization

/// The exchange as a worker carries it out: the target checked, the credential used with care, one exchange at a time
/// with one computer, a hard limit on the whole.
package final class ManagedExchange: ComputerExchange {
    /// What is the same for all computers.
    package struct Configuration: Sendable {
        package var policy: ActivationExchange.Policy
        package var limits: ChannelLimits
        /// Limit for the whole exchange, waiting for a credential or another exchange not counted.
        package var wholeLimit: Duration
        package var scheme: ComputerEndpoint.Scheme
        package var defaultPort: Int
        package var allowsBasicOverHTTP: Bool
        /// A PEM file with the authorities to trust; nil for the system's.
        package var trustRoots: String?
        package var credentialRefusals: Int
        package var credentialRest: Duration

        /// Makes a configuration.
        package init(
            policy: ActivationExchange.Policy,
            limits: ChannelLimits,
            wholeLimit: Duration,
            scheme: ComputerEndpoint.Scheme,
            defaultPort: Int,
            allowsBasicOverHTTP: Bool,
            trustRoots: String?,
            credentialRefusals: Int,
            credentialRest: Duration
        ) {
            self.policy = policy
            self.limits = limits
            self.wholeLimit = wholeLimit
            self.scheme = scheme
            self.defaultPort = defaultPort
            self.allowsBasicOverHTTP = allowsBasicOverHTTP
            self.trustRoots = trustRoots
            self.credentialRefusals = credentialRefusals
            self.credentialRest = credentialRest
        }
    }

    private let configuration: Configuration
    private let catalogue: ErrorCatalogue
    private let addresses: AddressGuard
    private let credential: @Sendable (RegisteredComputer) -> Credential?
    private let credentialRested: @Sendable (Credential, Timestamp) -> Void
    private let group: any EventLoopGroup
    private let computers = KeyedLock()
    private let gates = Mutex<[String: CredentialGate]>([:])

    /// Makes the exchange of one worker.
    ///
    /// `credential` gives the credential for a computer, nil when the credentials file has none; `credentialRested` is
    /// called once when too many computers have refused a credential, with the end of its rest.
    package init(
        _ configuration: Configuration,
        catalogue: ErrorCatalogue,
        addresses: AddressGuard,
        group: any EventLoopGroup,
        credential: @escaping @Sendable (RegisteredComputer) -> Credential?,
        credentialRested: @escaping @Sendable (Credential, Timestamp) -> Void
    ) {
        self.configuration = configuration
        self.catalogue = catalogue
        self.addresses = addresses
        self.group = group
        self.credential = credential
        self.credentialRested = credentialRested
    }

    package func exchange(
        with computer: RegisteredComputer,
        product: ProductCatalogue.Product
    ) async -> ExchangeResult {
        let address: IPAddress
        switch await addresses.check(computer.address) {
        case .allowed(let checked): address = checked
        case .notFound: return ExchangeResult(.failed(.nameNotFound, inner: nil))
        case .notAllowed(let outside):
            var result = ExchangeResult(.refused(.addressNotAllowed))
            result.evidence.detail = "\(computer.address) leads to \(outside), outside worker.allowedNetworks"
            return result
        }
        guard let credential = credential(computer) else {
            var result = ExchangeResult(.failed(.authentication, inner: nil))
            result.evidence.detail = "no entry of worker.credentialsFile matches this computer"
            return result
        }
        guard await computers.acquire(computer.name.folded) else { return ExchangeResult(.interrupted) }
        defer { computers.release(computer.name.folded) }
        return await exchange(with: computer, at: address, as: credential, product: product)
    }

    private func exchange(
        with computer: RegisteredComputer,
        at address: IPAddress,
        as credential: Credential,
        product: ProductCatalogue.Product
    ) async -> ExchangeResult {
        let gate = gate(credential)
        switch await gate.enter() {
        case .granted: break
        case .resting(let until): return ExchangeResult(.parked(.authentication, until: until))
        case .cancelled: return ExchangeResult(.interrupted)
        }
        defer { gate.leave() }
        let limited = await withTimeLimit(configuration.wholeLimit, on: group.next()) { [self] in
            await attempt(on: computer, at: address, as: credential, gate, product)
        }
        var result = limited ?? ExchangeResult(.failed(.exchangeTimeout, inner: nil))
        // The limit cancels what runs, and that must not look like the worker's own end.
        if case .interrupted = result.outcome, !Task.isCancelled {
            result = ExchangeResult(.failed(.exchangeTimeout, inner: nil))
        }
        result.evidence.contactedAddress = address.description
        if case .failed(.authentication, _) = result.outcome, let until = gate.refused(by: computer.name.folded) {
            credentialRested(credential, until)
        }
        return result
    }

    private func attempt(
        on computer: RegisteredComputer,
        at address: IPAddress,
        as credential: Credential,
        _ gate: CredentialGate,
        _ product: ProductCatalogue.Product
    ) async -> ExchangeResult {
        let endpoint = ComputerEndpoint(
            address: address.description,
            port: computer.port ?? configuration.defaultPort,
            hostName: computer.address,
            scheme: configuration.scheme,
            trustRoots: configuration.trustRoots
        )
        do {
            let channel = try await WSManChannel.open(
                endpoint: endpoint,
                credential: WSManCredential(username: credential.username, password: credential.password.reveal()),
                limits: configuration.limits,
                allowBasicOverHTTP: configuration.allowsBasicOverHTTP,
                group: group
            )
            let exchange = ActivationExchange(
                over: channel,
                product: product,
                catalogue: catalogue,
                policy: configuration.policy
            )
            let result = await exchange.run(loggedOn: gate.succeeded)
            await channel.close()
            return result
        } catch {
            return ExchangeResult(error)
        }
    }

    private func gate(_ credential: Credential) -> CredentialGate {
        gates.withLock { gates in
            if let gate = gates[credential.id] { return gate }
            let gate = CredentialGate(
                refusalLimit: configuration.credentialRefusals,
                rest: configuration.credentialRest
            )
            gates[credential.id] = gate
            return gate
        }
    }
}
