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
                    "worker.credentialsFile (\(worker.credentialsFile ?? "")), entry \(credential.id): \(error.detail ?? "it cannot be used")"
                )
            }
        }
        try Self.check(worker.ssh)
        openers = [.winrm: winrm, .ssh: SSHOpener(Self.ssh(worker.ssh, limits))]
    }

    /// Looks at what was set for SSH; that the usual program is there only matters where a computer needs it.
    private static func check(_ ssh: Settings.SSH) throws(ProgramFailure) {
        let files = FileManager.default
        if let path = ssh.configFile, !files.isReadableFile(atPath: path) {
            throw ProgramFailure(.settings, "worker.ssh.configFile: \(path) does not exist or cannot be read")
        }
        guard ssh.program != Settings.SSH().program else { return }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let paths = ssh.program.contains("/") ? [ssh.program] : folders.map { "\($0)/\(ssh.program)" }
        guard paths.contains(where: files.isExecutableFile) else {
            throw ProgramFailure(
                .settings,
                "worker.ssh.program: \(ssh.program) is no program that can be run; give OpenSSH's ssh"
            )
        }
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
