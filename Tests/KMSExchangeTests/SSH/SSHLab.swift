import ActivationDomain
import Foundation
import KMSExchange
import NIOPosix
import TestSupport

/// The exchange of a worker with stand-ins behind an sshd, by OpenSSH's client.
struct SSHLab: Sendable {
    let server: TestSSHD
    let catalogues: ExchangeLab.Catalogues
    let exchange: ManagedExchange

    static let address = "127.61.0.1"
    private static let addressCount = 10

    private static func address(of number: Int) -> String { "127.61.0.\((number - 1) % addressCount + 1)" }

    /// Runs an sshd whose one computer is like `state`, or whose computers are.
    static func run(
        _ state: [String: Any],
        count: Int = 1,
        sshd: [String] = [],
        wholeLimit: Duration = .seconds(90),
        policy: ActivationExchange.Policy = .init(enoughMinutes: 216_000, kmsHost: nil, kmsPort: 1688),
        _ configure: (inout SSHConfiguration, TestSSHD) throws -> Void = { _, _ in },
        credential: Credential? = nil,
        _ body: (SSHLab) async throws -> Void
    ) async throws {
        // An sshd listens on sixteen at most; more computers share them.
        let addresses = (1...min(count, addressCount)).map(address(of:))
        try await TestSSHD.withRunning(addresses: addresses, options: sshd) { server in
            for address in addresses { try server.setComputer(address, state) }
            var configuration = SSHConfiguration()
            configuration.configFile = server.clientConfiguration
            configuration.limits = ChannelLimits(connect: .seconds(30), step: .seconds(30), activate: .seconds(30))
            try configure(&configuration, server)
            let catalogues = try ExchangeLab.Catalogues()
            let networks = [try IPNetwork.parse("127.0.0.0/8")]
            let exchange = ManagedExchange(
                ManagedExchange.Configuration(
                    policy: policy,
                    wholeLimit: wholeLimit,
                    credentialRefusals: 1_000_000,
                    credentialRest: .seconds(60)
                ),
                catalogue: catalogues.errors,
                addresses: AddressGuard(allowed: networks, limit: .seconds(5)),
                openers: [.ssh: SSHOpener(configuration)],
                group: MultiThreadedEventLoopGroup.singleton,
                credential: { _ in credential },
                credentialRested: { _, _, _ in }
            )
            try await body(SSHLab(server: server, catalogues: catalogues, exchange: exchange))
        }
    }

    /// A row of the register.
    func computer(_ number: Int = 1, port: Int? = nil) -> RegisteredComputer {
        RegisteredComputer(
            name: "SSH-\(number)",
            address: Self.address(of: number),
            assetTag: "T-\(number)",
            site: "main",
            lab: "SSH",
            channel: "ssh",
            products: ["windows"],
            port: port ?? server.port,
            line: number + 1
        )
    }

    /// One exchange.
    func result(
        _ product: String = "windows",
        _ number: Int = 1,
        port: Int? = nil
    ) async throws -> ExchangeResult {
        guard let product = catalogues.products[product] else { throw TestSupportError("no \(product)") }
        return await exchange.exchange(with: computer(number, port: port), product: product)
    }

    /// The commands that the computer was given, shortened to what tells them apart.
    func steps(_ number: Int = 1) throws -> [String] {
        try server.commands(on: Self.address(of: number)).map { Self.word(of: $0.text) }
    }

    private static func word(of text: String) -> String {
        let words = [
            "/dlv", "/ato", "/skms", "/sethst", "/dstatus", "/act", "wevtutil", "w32tm", "net.exe", "rollcall-clock",
            "Activate", "RefreshLicenseStatus", "SetKeyManagementServiceMachine",
        ]
        if let word = words.first(where: { text.contains($0) }) { return word }
        if text.contains("SoftwareLicensingService") { return "service" }
        if text.contains("Product where") { return "licences" }
        return text.contains("ver\"") ? "ver" : text
    }

    /// What is left of connections: processes that we have started, and folders of sockets that we hold locked.
    ///
    /// Others on the machine may have some of their own.
    static func remains() -> [String] {
        let manager = FileManager.default
        let descriptors = (try? manager.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let folders = descriptors.compactMap { try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
            .filter { $0.contains("rollcall-ssh-") }
        let processes = (try? manager.contentsOfDirectory(atPath: "/proc")) ?? []
        let clients = processes.filter { process in
            guard Int(process) != nil, let status = text("/proc/\(process)/status") else { return false }
            return status.contains("PPid:\t\(getpid())\n") && status.hasPrefix("Name:\tssh\n")
        }
        return folders + clients
    }

    private static func text(_ path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
