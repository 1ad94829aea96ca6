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

    /// Looks whether the certificates of a file of trust roots can be read.
    ///
    /// - Throws: ``ChannelError`` of TLS, with a sentence that names the file.
    package static func checkTrustRoots(_ path: String) throws(ChannelError) {
        _ = try TLSContextCache.shared.context(trustRoots: path)
    }

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
        switch target(computer, product, await addresses.check(computer.address)) {
        case .none(let result): return result
        case .some(let target): return await exchange(with: target)
        }
    }

    /// Whom an exchange is with, and as whom.
    ///
    /// An object: thousands of exchanges wait at a time, in functions that call each other, and whatever each of them
    /// has in its hands stays allocated.
    private final class Target: Sendable {
        let computer: RegisteredComputer
        let product: ProductCatalogue.Product
        let key: String
        let address: IPAddress
        let credential: Credential
        let gate: CredentialGate

        init(
            _ computer: RegisteredComputer,
            _ product: ProductCatalogue.Product,
            at address: IPAddress,
            as credential: Credential,
            _ gate: CredentialGate
        ) {
            self.computer = computer
            self.product = product
            self.address = address
            self.credential = credential
            self.gate = gate
            key = computer.name.folded
        }
    }

    private enum Finding {
        case some(Target)
        indirect case none(ExchangeResult)
    }

    private func target(
        _ computer: RegisteredComputer,
        _ product: ProductCatalogue.Product,
        _ verdict: AddressGuard.Verdict
    ) -> Finding {
        let address: IPAddress
        switch verdict {
        case .allowed(let checked): address = checked
        case .notFound: return .none(ExchangeResult(.failed(.nameNotFound, inner: nil)))
        case .notAllowed(let outside):
            var result = ExchangeResult(.refused(.addressNotAllowed))
            result.evidence.detail = "\(computer.address) leads to \(outside), outside worker.allowedNetworks"
            return .none(result)
        }
        guard let credential = credential(computer) else {
            var result = ExchangeResult(.failed(.authentication, inner: nil))
            result.evidence.detail = "no entry of worker.credentialsFile matches this computer"
            return .none(result)
        }
        return .some(Target(computer, product, at: address, as: credential, gate(credential)))
    }

    private func exchange(with target: Target) async -> ExchangeResult {
        guard await computers.acquire(target.key) else { return ExchangeResult(.interrupted) }
        defer { computers.release(target.key) }
        switch await target.gate.enter() {
        case .granted: break
        case .resting(let until): return ExchangeResult(.parked(.authentication, until: until))
        case .cancelled: return ExchangeResult(.interrupted)
        }
        defer { target.gate.leave() }
        let tasks = EventLoopTasks(group.next())
        return await withTaskExecutorPreference(tasks) { concluded(await attempt(target, on: tasks.loop), target) }
    }

    private func concluded(_ result: ExchangeResult, _ target: Target) -> ExchangeResult {
        var result = result
        result.evidence.contactedAddress = target.address.description
        if case .failed(.authentication, _) = result.outcome, let until = target.gate.refused(by: target.key) {
            credentialRested(target.credential, until)
        }
        return result
    }

    private func attempt(_ target: Target, on loop: any EventLoop) async -> ExchangeResult {
        do {
            let channel = try await open(target, on: loop)
            let result = await ActivationExchange(
                over: channel,
                product: target.product,
                catalogue: catalogue,
                policy: configuration.policy
            ).run(loggedOn: target.gate.succeeded)
            await channel.close()
            return result
        } catch {
            return ExchangeResult(error)
        }
    }

    private func open(_ target: Target, on loop: any EventLoop) async throws(ChannelError) -> WSManChannel {
        let address = target.address.description
        return try await WSManChannel.open(
            endpoint: ComputerEndpoint(
                address: address,
                port: target.computer.port ?? configuration.defaultPort,
                hostName: target.computer.address,
                scheme: configuration.scheme,
                trustRoots: configuration.trustRoots
            ),
            credential: WSManCredential(
                username: target.credential.username,
                password: target.credential.password.reveal()
            ),
            limits: configuration.limits,
            // Each step heeds it, so that no task and no timer of its own need watch over an exchange.
            until: .now() + TimeAmount(configuration.wholeLimit),
            allowBasicOverHTTP: configuration.allowsBasicOverHTTP,
            group: loop
        )
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
