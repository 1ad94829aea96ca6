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
    private let openers: [ManagementChannel: any ChannelOpener]

    /// Reads the credentials file and looks at the certificates.
    ///
    /// - Throws: ``ProgramFailure`` with exit code 78, since every exchange would fail for what is wrong here.
    package init(_ settings: Settings) throws(ProgramFailure) {
        let worker = settings.worker
        try SecurityEnvironment.set(worker.winrm)
        do {
            credentials =
                try worker.credentialsFile.map { path throws(SettingsError) in
                    try CredentialBook.load(path: path, environment: ProcessInfo.processInfo.environment)
                } ?? CredentialBook()
        } catch {
            throw ProgramFailure(error)
        }
        if let path = worker.winrm.caFile {
            do {
                try WSManOpener.checkTrustRoots(path)
            } catch {
                throw ProgramFailure(.settings, "worker.winrm.caFile: \(error.detail ?? "\(path) cannot be used")")
            }
        }
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
            credentialRest: worker.credentialRest
        )
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
            contexts: GSSContextSource(service: worker.winrm.kerberosService)
        )
        for credential in credentials.credentials(for: .winrm) {
            do {
                try winrm.check(credential)
            } catch {
                throw ProgramFailure(
                    .settings,
                    "worker.credentialsFile, entry \(credential.id): \(error.detail ?? "it cannot be used")"
                )
            }
        }
        openers = [.winrm: winrm]
    }

    /// Makes the exchange; `rested` is called once for a credential that too many computers have refused, with the end
    /// of its rest.
    package func managedExchange(
        _ catalogue: ErrorCatalogue,
        rested: @escaping @Sendable (Credential, Timestamp) -> Void
    ) -> ManagedExchange {
        ManagedExchange(
            configuration,
            catalogue: catalogue,
            addresses: addresses,
            openers: openers,
            group: MultiThreadedEventLoopGroup.singleton,
            credential: { [credentials] computer in
                credentials.credential(
                    site: computer.site,
                    lab: computer.lab,
                    computer: computer.name,
                    channel: ManagementChannel(rawValue: computer.channel) ?? .winrm
                )
            },
            credentialRested: rested
        )
    }
}
