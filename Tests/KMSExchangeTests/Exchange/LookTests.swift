import ActivationDomain
import KMSExchange
import LabSimulator
import NIOCore
import NIOPosix
import Testing

/// Licences are read over real sockets, and nothing on a computer is changed.
@Suite("Looking at a computer", .timeLimit(.minutes(2)))
struct LookTests {
    private func look(
        _ lab: ExchangeLab,
        _ name: String,
        _ products: [String] = ["windows"],
        wholly: Bool = false
    ) async throws -> Result<ComputerLook, ExchangeFailure> {
        let scenario = try #require(lab.scenario.computers.first { $0.name == name })
        let computer = RegisteredComputer(
            name: name,
            address: scenario.address,
            assetTag: "1",
            site: "main",
            lab: "X",
            channel: "winrm",
            products: products,
            port: lab.server.port,
            line: 2
        )
        let wanted = try products.map { try #require(lab.catalogues.products[$0]) }
        do {
            return .success(try await lab.exchange.look(at: computer, for: wanted, wholly: wholly))
        } catch {
            return .failure(error)
        }
    }

    @Test("States, hosts and where they are from; the ledger knows of connections alone")
    func states() async throws {
        // A policy that would set a host and mend what it can, were this an exchange.
        let policy = ActivationExchange.Policy(
            enoughMinutes: 216_000,
            kmsHost: "kms.wanted.example",
            kmsPort: 1688,
            mends: Set(Mend.allCases)
        )
        try await ExchangeLab.run(
            [
                "name: L1, address: 127.70.0.1, products: [windows, office-2021], status: 1, minutes: 200000",
                "name: L2, address: 127.70.0.2, products: windows, status: 5, serviceKMS: \"kms.service.example:1689\"",
                "name: L3, address: 127.70.0.3, products: windows, licenceChannel: retail",
                "name: L4, address: 127.70.0.4, products: windows, clockOffset: -9h, windowsVersion: 6.1.7601",
            ],
            policy: policy
        ) { lab in
            let licensed = try await look(lab, "L1", ["windows", "office-2021"]).get()
            #expect(licensed.address.description == "127.70.0.1")
            #expect(licensed.products.map(\.key) == ["windows", "office-2021"])
            for product in licensed.products {
                #expect(product.deciding?.status == .licensed)
                #expect((190_000...200_000).contains(product.deciding?.minutesRemaining ?? 0))
            }
            #expect(licensed.system == nil && licensed.clock == nil)
            let set = try await look(lab, "L2").get()
            #expect(set.products.first?.deciding?.status == .notification)
            #expect(
                set.products.first?.kmsHost == KMSHostInUse(name: "kms.service.example", port: 1689, source: .service)
            )
            let retail = try await look(lab, "L3").get()
            #expect(retail.products.first?.licences.isEmpty == true)
            #expect(retail.products.first?.unfit != nil)
            let whole = try await look(lab, "L4", wholly: true).get()
            #expect(whole.system?.version.hasPrefix("6.1") == true)
            #expect(abs((whole.clock?.offsetSeconds ?? 0) + 9 * 3600) < 60)
            #expect(lab.ledger.entries.allSatisfy { $0.action == .connect }, "\(lab.ledger.entries)")
            #expect(lab.ledger.count(.connect, computer: "L1") == 2, "a knock, and one channel for all products")
        }
    }

    @Test("What keeps a computer from being read is told with its code, one log-on at most being tried")
    func failures() async throws {
        try await ExchangeLab.run([
            "name: F1, address: 127.70.1.1, fault: refused", "name: F2, address: 127.70.1.2, fault: unauthorized",
            "name: F3, address: 127.70.1.3, fault: brokenXML",
            "name: F4, address: 127.70.1.4, credentials: { username: other, password: other }",
        ]) { lab in
            for (name, code) in [
                ("F1", ErrorCode.connectionRefused), ("F2", .authentication), ("F3", .protocolViolation),
                ("F4", .authentication),
            ] {
                guard case .failure(let failure) = try await look(lab, name, wholly: true) else {
                    #expect(Bool(false), "\(name) was read")
                    continue
                }
                guard case .failed(code, inner: nil) = failure.result.outcome else {
                    #expect(Bool(false), "\(name): \(failure.result.outcome)")
                    continue
                }
            }
            #expect(lab.ledger.count(.logonRefused, computer: "F4") == 1)
        }
    }
}
