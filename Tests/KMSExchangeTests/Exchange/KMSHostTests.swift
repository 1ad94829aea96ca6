import ActivationDomain
import KMSExchange
import LabSimulator
import Testing

/// Where the configured KMS host is set, on computers in every state.
@Suite(.timeLimit(.minutes(2)))
struct KMSHostTests {
    /// A computer, the product asked for, and what the ledger must have.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let product: String
        let computer: String
        /// `set-kms` and `set-kms-port` in the order of the ledger, the product behind it where a licence was set.
        let effects: [String]
        var testDescription: String { name }

        init(_ name: String, _ product: String, _ computer: String, _ effects: [String]) {
            self.name = name
            self.product = product
            self.computer = computer
            self.effects = effects
        }
    }

    private static let onService = ["set-kms kms.example.edu -", "set-kms-port 1689 -"]
    private static func onLicence(_ product: String) -> [String] {
        ["set-kms kms.example.edu \(product)", "set-kms-port 1689 \(product)"]
    }

    static let cases = [
        Case("Windows: the service", "windows", "products: windows", onService),
        Case("Office 2010: the service", "office-2010", "products: office-2010", onService),
        Case(
            "Office on Windows 7: the service",
            "office-2016",
            "products: office-2016, windowsVersion: 6.1.7601",
            onService
        ),
        Case(
            "Office from Windows 8 on: the licence",
            "office-2016",
            "products: office-2016, windowsVersion: 6.2.9200",
            onLicence("office-2016")
        ),
        Case(
            "two licences, one product asked: that one",
            "office-2021",
            "products: [windows, office-2013, office-2021]",
            onLicence("office-2021")
        ),
        Case("the service is right", "windows", "products: windows, serviceKMS: 'KMS.example.edu:1689'", []),
        Case(
            "Office has none and the service is right",
            "office-2021",
            "products: office-2021, serviceKMS: 'kms.example.edu:1689'",
            []
        ),
        Case("a stale port", "windows", "products: windows, serviceKMS: 'kms.example.edu:1690'", onService),
        Case("a port that was left out", "windows", "products: windows, serviceKMS: kms.example.edu", onService),
        Case(
            "the licence is right, the service is not",
            "office-2021",
            "products: office-2021, serviceKMS: old.example.edu, licenceKMS: 'kms.example.edu:1689'",
            []
        ),
        Case(
            "the licence is stale, the service is right",
            "office-2021",
            "products: office-2021, serviceKMS: 'kms.example.edu:1689', licenceKMS: old.example.edu",
            onLicence("office-2021")
        ),
        Case(
            "a stale host on the licence of Windows",
            "windows",
            "products: windows, serviceKMS: 'kms.example.edu:1689', licenceKMS: old.example.edu",
            onLicence("windows")
        ),
        Case("licensed for long enough", "windows", "products: windows, status: 1, minutes: 259200", []),
    ]

    @Test("It is set where the licence takes it from, with its port, and not again", arguments: cases)
    func setting(_ one: Case) async throws {
        let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: "kms.example.edu", kmsPort: 1689)
        let line = "name: C, address: 127.75.1.1, activate: [0xC004F074, ok], \(one.computer)"
        try await ExchangeLab.run([line], policy: policy) { lab in
            let first = try await lab.exchange("C", one.product)
            #expect(Self.settings(lab.ledger) == one.effects)
            guard first.outcome != .activated else { return }
            let second = try await lab.exchange("C", one.product)
            #expect(second.outcome == .activated)
            #expect(Self.settings(lab.ledger) == one.effects, "right by now")
        }
    }

    @Test("Without a configured host nothing is set", arguments: ["windows", "office-2010", "office-2021"])
    func nothing(_ product: String) async throws {
        let line = "name: C, address: 127.75.1.1, products: \(product), licenceKMS: old.example.edu"
        try await ExchangeLab.run([line]) { lab in
            let result = try await lab.exchange("C", product)
            #expect(result.outcome == .activated)
            #expect(Set(lab.ledger.entries.map(\.action)) == [.connect, .activate])
        }
    }

    private static func settings(_ ledger: Ledger) -> [String] {
        ledger.entries.filter { ![.connect, .activate, .refresh].contains($0.action) }
            .map { "\($0.action.rawValue) \($0.result) \($0.product ?? "-")" }
    }
}
