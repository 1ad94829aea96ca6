import ActivationDomain
import Foundation
import KMSExchange
import LabSimulator
import NIOPosix
import TestSupport
import Testing

/// The simulated lab while it runs, and the exchange of a worker with its computers over real sockets.
struct ExchangeLab: Sendable {
    /// The catalogues that come with the project.
    struct Catalogues: Sendable {
        let errors: ErrorCatalogue
        let products: ProductCatalogue

        init() throws {
            errors = try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
            products = try ProductCatalogue(yaml: RepositoryFile.text("config/products.yaml"), file: "products.yaml")
        }
    }

    /// A policy by which an activation without an answer is looked after once: there is no time for another look.
    static var looksOnce: ActivationExchange.Policy {
        var policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: nil, kmsPort: 1688)
        policy.pause = .seconds(600)
        return policy
    }

    let catalogues: Catalogues
    let scenario: LabScenario
    let server: LabServer
    let exchange: ManagedExchange

    /// What happened to the computers.
    var ledger: Ledger { server.ledger }

    /// Runs a lab whose computers are written as the lines of a scenario file.
    static func run(
        _ computers: [String],
        policy: ActivationExchange.Policy = .init(enoughMinutes: 216_000, kmsHost: nil, kmsPort: 1688),
        username: String = "rollcall",
        hasDNS: Bool = true,
        _ configure: (inout WSManOpener.Configuration) -> Void = { _ in },
        _ body: (ExchangeLab) async throws -> Void
    ) async throws {
        let catalogues = try Catalogues()
        let scenario = try LabScenario.parse(
            "port: 0\ncredentials: { username: rollcall, password: lab-only }\ncomputers:\n"
                + computers.map { "  - { \($0) }\n" }.joined()
        )
        let credential = Credential(id: "test", username: username, password: Secret("lab-only"))
        var configuration = WSManOpener.Configuration(
            limits: ChannelLimits(connect: .seconds(60), step: .seconds(60), activate: .seconds(60)),
            scheme: .http,
            defaultPort: 1,
            allowsBasicOverHTTP: true,
            trustRoots: nil,
            method: .basic
        )
        configure(&configuration)
        let lookUp: AddressGuard.LookUp = if hasDNS { AddressGuard.systemLookUp } else { { _ in nil } }
        let exchange = ManagedExchange(
            ManagedExchange.Configuration(
                policy: policy,
                wholeLimit: .seconds(120),
                credentialRefusals: 1_000_000,
                credentialRest: .seconds(60)
            ),
            catalogue: catalogues.errors,
            addresses: AddressGuard(
                allowed: [try IPNetwork.parse("127.0.0.0/8")],
                limit: .seconds(60),
                lookUp: lookUp
            ),
            openers: [.winrm: WSManOpener(configuration)],
            group: MultiThreadedEventLoopGroup.singleton,
            credential: { _ in credential },
            credentialRested: { _, _, _ in }
        )
        try await LabServer.withRunning(scenario: scenario) { server in
            try await body(ExchangeLab(catalogues: catalogues, scenario: scenario, server: server, exchange: exchange))
        }
    }

    /// One exchange with a computer of the lab, at another address or port than its own where one is given.
    func exchange(
        _ name: String,
        _ product: String,
        at address: String? = nil,
        port: Int? = nil
    ) async throws -> ExchangeResult {
        let computer = try #require(scenario.computers.first { $0.name == name })
        return await exchange.exchange(
            with: RegisteredComputer(
                name: name,
                address: address ?? computer.address,
                assetTag: "1",
                site: "main",
                lab: "X",
                channel: "winrm",
                products: [product],
                port: port ?? server.port,
                line: 2
            ),
            product: try #require(catalogues.products[product])
        )
    }
}
