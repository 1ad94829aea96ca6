package import ActivationDomain
package import NIOCore
internal import Synchronization

/// The exchange as a worker carries it out: the target checked, the credential used with care, one exchange at a time
/// with one computer, a hard limit on the whole.
package final class ManagedExchange: ComputerExchange {
    /// What is the same for all computers.
    package struct Configuration: Sendable {
        package var policy: ActivationExchange.Policy
        /// Limit for the whole exchange, waiting for a credential or another exchange not counted.
        package var wholeLimit: Duration
        package var credentialRefusals: Int
        package var credentialRest: Duration
        /// Why a computer that needs a credential has none.
        package var withoutCredential: String

        /// Makes a configuration.
        package init(
            policy: ActivationExchange.Policy,
            wholeLimit: Duration,
            credentialRefusals: Int,
            credentialRest: Duration,
            withoutCredential: String = "there is no credential for it"
        ) {
            self.policy = policy
            self.wholeLimit = wholeLimit
            self.credentialRefusals = credentialRefusals
            self.credentialRest = credentialRest
            self.withoutCredential = withoutCredential
        }
    }

    private let configuration: Configuration
    private let catalogue: ErrorCatalogue
    private let addresses: AddressGuard
    private let openers: [ManagementChannel: any ChannelOpener]
    private let credential: @Sendable (RegisteredComputer) -> Credential?
    private let credentialRested: @Sendable (Credential, Timestamp, String?) -> Void
    private let group: any EventLoopGroup
    private let computers = KeyedLock()
    private let gates = Mutex<[String: CredentialGate]>([:])

    /// Makes the exchange of one worker.
    ///
    /// `credential` gives the credential for a computer, nil when the credentials file has none; `credentialRested` is
    /// called once when too many computers, or its realm, have refused a credential, with the end of its rest.
    package init(
        _ configuration: Configuration,
        catalogue: ErrorCatalogue,
        addresses: AddressGuard,
        openers: [ManagementChannel: any ChannelOpener],
        group: any EventLoopGroup,
        credential: @escaping @Sendable (RegisteredComputer) -> Credential?,
        credentialRested: @escaping @Sendable (Credential, Timestamp, String?) -> Void
    ) {
        self.configuration = configuration
        self.catalogue = catalogue
        self.addresses = addresses
        self.openers = openers
        self.group = group
        self.credential = credential
        self.credentialRested = credentialRested
    }

    package func exchange(
        with computer: RegisteredComputer,
        product: ProductCatalogue.Product
    ) async -> ExchangeResult {
        do {
            return try await withChannel(to: computer) { [self] channel, target throws(ExchangeFailure) in
                let result = await ActivationExchange(
                    over: channel,
                    product: product,
                    catalogue: catalogue,
                    policy: configuration.policy
                ).run(loggedOn: target.loggedOn)
                return try noted(result, by: channel.means, target)
            }
        } catch {
            return error.result
        }
    }

    // Inlined, what it needs would be allocated during the whole exchange.
    @inline(never)
    private func noted(
        _ result: ExchangeResult,
        by means: String?,
        _ target: ManagedTarget
    ) throws(ExchangeFailure) -> ExchangeResult {
        var result = result
        result.evidence.means = means
        result.evidence.contactedAddress = target.address.description
        guard result.isRefusal else { return result }
        throw ExchangeFailure(result)
    }

    /// What is done over a channel to one computer.
    package typealias Use<Value> =
        @Sendable (any ComputerChannel, ManagedTarget) async throws(ExchangeFailure) -> Value

    /// Opens a channel to a computer, does something over it, and closes it.
    ///
    /// The computer's address is checked, one exchange at a time has it, and a credential that is refused rests.
    /// `use` calls ``ManagedTarget/loggedOn()`` once the computer has answered a request, and throws what the channel
    /// throws as ``ExchangeFailure``.
    package func withChannel<Value: Sendable>(
        to computer: RegisteredComputer,
        _ use: @escaping Use<Value>
    ) async throws(ExchangeFailure) -> Value {
        let target = try target(computer, await addresses.check(computer.address))
        guard await computers.acquire(target.key) else { throw ExchangeFailure(ExchangeResult(.interrupted)) }
        defer { computers.release(target.key) }
        if target.gate.isNarrow(at: target.place) { try await knock(at: target) }
        switch await target.gate.enter(target.place) {
        case .granted: break
        case .resting(let until): throw ExchangeFailure(ExchangeResult(.parked(.authentication, until: until)))
        case .refused(let until, mayPass: true): throw ExchangeFailure(ExchangeResult(.parked(.kerberos, until: until)))
        case .refused(let until, mayPass: false):
            throw ExchangeFailure(
                .authentication,
                "The computer has refused the credential before; it is not shown to it again before \(until.toTheSecond)."
            )
        case .cancelled: throw ExchangeFailure(ExchangeResult(.interrupted))
        }
        defer { target.gate.leave() }
        let tasks = EventLoopTasks(group.next())
        return try concluded(
            await withTaskExecutorPreference(tasks) { await attempt(target, on: tasks.loop, use) },
            target
        )
    }

    /// Sees that a computer answers before it has a credential that others wait for.
    private func knock(at target: ManagedTarget) async throws(ExchangeFailure) {
        do {
            try await target.opener.knock(target.channel, within: configuration.wholeLimit, on: group.next())
        } catch {
            let _: Void = try concluded(.failure(ExchangeFailure(error)), target)
        }
    }

    private func target(
        _ computer: RegisteredComputer,
        _ verdict: AddressGuard.Verdict
    ) throws(ExchangeFailure) -> ManagedTarget {
        guard let channel = ManagementChannel(rawValue: computer.channel), let opener = openers[channel] else {
            throw ExchangeFailure(.unsupported, "this worker does not manage computers by \(computer.channel)")
        }
        let address: IPAddress
        switch verdict {
        case .allowed(let checked): address = checked
        case .notFound: throw ExchangeFailure(ExchangeResult(.failed(.nameNotFound, inner: nil)))
        case .unanswered: throw ExchangeFailure(ExchangeResult(.failed(.noDNS, inner: nil)))
        case .notAllowed(let outside):
            var result = ExchangeResult(.refused(.addressNotAllowed))
            result.evidence.detail = "\(computer.address) leads to \(outside), outside worker.allowedNetworks"
            throw ExchangeFailure(result)
        }
        let credential = credential(computer).flatMap { opener.takes($0) ? $0 : nil }
        if credential == nil, opener.needsCredential {
            throw ExchangeFailure(.authentication, configuration.withoutCredential)
        }
        return ManagedTarget(
            ChannelTarget(computer: computer, address: address, credential: credential),
            opener,
            // Without an entry of its own a computer is managed as the user of that channel's program.
            gate(credential?.id ?? channel.rawValue)
        )
    }

    @inline(never)
    private func concluded<Value>(
        _ outcome: Result<Value, ExchangeFailure>,
        _ target: ManagedTarget
    ) throws(ExchangeFailure) -> Value {
        do {
            return try outcome.get()
        } catch {
            var failure = error
            failure.result.evidence.contactedAddress = target.address.description
            if let until = rest(failure.result, target),
                let credential = target.channel.credential
            {
                credentialRested(credential, until, failure.result.evidence.detail)
            }
            throw failure
        }
    }

    /// Has the credential's gate hear of a refusal.
    ///
    /// - Returns: until when it rests from now on, when that is so.
    private func rest(_ result: ExchangeResult, _ target: ManagedTarget) -> Timestamp? {
        switch result.refusal {
        case nil: nil
        case .byRealm: target.gate.refusedByRealm()
        case .byComputer:
            target.gate.refused(by: target.place, mayPass: result.outcome == .failed(.kerberos, inner: nil))
        }
    }

    private func attempt<Value: Sendable>(
        _ target: ManagedTarget,
        on loop: any EventLoop,
        _ use: Use<Value>
    ) async -> Result<Value, ExchangeFailure> {
        let channel: any ComputerChannel
        do {
            channel = try await target.opener.open(target.channel, within: configuration.wholeLimit, on: loop)
        } catch {
            return .failure(ExchangeFailure(error))
        }
        let outcome: Result<Value, ExchangeFailure>
        do {
            outcome = .success(try await use(channel, target))
        } catch {
            outcome = .failure(error)
        }
        await channel.close()
        return outcome
    }

    private func gate(_ id: String) -> CredentialGate {
        gates.withLock { gates in
            if let gate = gates[id] { return gate }
            let gate = CredentialGate(
                refusalLimit: configuration.credentialRefusals,
                rest: configuration.credentialRest
            )
            gates[id] = gate
            return gate
        }
    }
}
