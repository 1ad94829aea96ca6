package import ActivationDomain
internal import Foundation
package import KMSExchange
internal import NIOPosix
internal import NegotiateAuthentication

/// Puts together from the settings what an exchange with a computer needs, for every program that has one.
package struct ExchangeAssembly: Sendable {
    private let credentials: CredentialBook
    private let addresses: AddressGuard
    private let configuration: ManagedExchange.Configuration
    private let winrm: WSManOpener
    private let ssh: SSHOpener
    private let winrmPort: Int

    /// Reads the credentials file, looks at the certificates and has OpenSSH's client read its settings.
    ///
    /// - Throws: ``ProgramFailure`` with exit code 78, since every exchange would fail for what is wrong here.
    package init(_ settings: Settings) async throws(ProgramFailure) {
        let worker = settings.worker
        try SecurityEnvironment.set(settings)
        try Self.checkTrustRoots(settings)
        (winrm, ssh) = Self.openers(worker)
        winrmPort = worker.winrm.defaultPort
        credentials = try await Self.credentials(settings, winrm, ssh)
        try await Self.checkSSH(settings, isNamed: !credentials.credentials(for: .ssh).isEmpty, ssh)
        addresses = AddressGuard(allowed: worker.allowedNetworks, limit: worker.winrm.resolveTimeout)
        configuration = ManagedExchange.Configuration(
            policy: ActivationExchange.Policy(
                enoughMinutes: worker.enoughMinutes,
                kmsHost: settings.kms.host,
                kmsPort: settings.kms.port,
                mends: worker.mend.allowed
            ),
            wholeLimit: worker.exchangeTimeout,
            credentialRefusals: worker.credentialRefusals,
            credentialRest: worker.credentialRest,
            withoutCredential: worker.credentialsFile == nil
                ? "worker.credentialsFile is not set" : "no entry of worker.credentialsFile matches this computer"
        )
    }

    /// Looks whether the file of trust roots can be used.
    static func checkTrustRoots(_ settings: Settings) throws(ProgramFailure) {
        guard let path = settings.worker.winrm.caFile else { return }
        do {
            try WSManOpener.checkTrustRoots(path)
        } catch {
            throw settings.problem("worker.winrm.caFile", "cannot be used: \(error.clause)")
        }
    }

    /// Reads the credentials file, and looks whether each entry can be used as the settings say.
    static func credentials(_ settings: Settings) async throws(ProgramFailure) -> CredentialBook {
        let (winrm, ssh) = openers(settings.worker)
        return try await credentials(settings, winrm, ssh)
    }

    private static func credentials(
        _ settings: Settings,
        _ winrm: WSManOpener,
        _ ssh: SSHOpener
    ) async throws(ProgramFailure) -> CredentialBook {
        guard let path = settings.worker.credentialsFile else { return CredentialBook() }
        let environment = ProcessInfo.processInfo.environment
        do throws(SettingsError) {
            let book = try CredentialBook.load(path: path, environment: environment)
            try await book.check(.winrm) { (credential) throws(ChannelError) in try winrm.check(credential) }
            try await book.check(.ssh) { (credential) async throws(ChannelError) in
                try await ssh.check(credential, agent: environment["SSH_AUTH_SOCK"])
            }
            return book
        } catch {
            throw ProgramFailure(error)
        }
    }

    private static func openers(_ worker: Settings.Worker) -> (WSManOpener, SSHOpener) {
        let limits = ChannelLimits(
            connect: worker.connectTimeout,
            step: worker.stepTimeout,
            activate: worker.stepTimeout
        )
        let winrm = WSManOpener(
            WSManOpener.Configuration(
                limits: limits,
                scheme: worker.winrm.scheme == .https ? .https : .http,
                defaultPort: worker.winrm.defaultPort,
                allowsBasicOverHTTP: worker.winrm.allowBasicOverHTTP,
                trustRoots: worker.winrm.caFile,
                method: worker.winrm.authentication
            ),
            // What waits for the realm rests no longer.
            contexts: GSSContextSource(
                service: worker.winrm.kerberosService,
                restLimit: worker.credentialRest / 2,
                // Whoever was on the way is not any more after that, and the rest is not over yet.
                refusalMemory: min(worker.exchangeTimeout, worker.credentialRest / 2)
            )
        )
        return (winrm, SSHOpener(Self.ssh(worker.ssh, limits)))
    }

    private static func ssh(_ settings: Settings.SSH, _ limits: ChannelLimits) -> SSHConfiguration {
        var configuration = SSHConfiguration()
        configuration.program = settings.program
        configuration.configFile = settings.configFile
        configuration.port = settings.port
        configuration.hostKeys = settings.hostKeys
        configuration.options = settings.options
        configuration.connections = settings.connections
        configuration.tools = settings.tools
        configuration.limits = limits
        return configuration
    }

    /// Makes the exchange; `rested` is called once for a credential that too many computers, or its realm, have refused,
    /// with the end of its rest and what was said last.
    package func managedExchange(
        _ catalogue: ErrorCatalogue,
        rested: @escaping @Sendable (Credential, Timestamp, String?) -> Void
    ) -> ManagedExchange {
        ManagedExchange(
            configuration,
            catalogue: catalogue,
            addresses: addresses,
            openers: [.winrm: winrm, .ssh: ssh],
            group: MultiThreadedEventLoopGroup.singleton,
            credential: { [credentials] in Self.credential(of: $0, in: credentials) },
            credentialRested: rested
        )
    }

    /// The port that an exchange with a computer connects to.
    ///
    /// - Returns: nil where SSH goes by a jump host, or its client does not tell.
    func port(of computer: RegisteredComputer, at address: IPAddress, within limit: Duration) async -> UInt16? {
        guard computer.channel == ManagementChannel.ssh.rawValue else {
            return UInt16(exactly: computer.port ?? winrmPort)
        }
        let credential = Self.credential(of: computer, in: credentials)
        let target = ChannelTarget(computer: computer, address: address, credential: credential)
        return (try? await ssh.port(of: target, within: limit)).flatMap { $0 }.flatMap(UInt16.init(exactly:))
    }

    private static func credential(of computer: RegisteredComputer, in book: CredentialBook) -> Credential? {
        book.credential(
            site: computer.site,
            lab: computer.lab,
            computer: computer.name,
            channel: ManagementChannel(rawValue: computer.channel) ?? .winrm
        )
    }
}
