import ActivationDomain
import KMSExchange
import LabSimulator
import Testing

/// Products on the Windows versions that they run on, with what lies beside them on real computers.
@Suite(.timeLimit(.minutes(3)))
struct OfficeTests {
    private static let products = [
        "windows", "office-2010", "office-2013", "office-2016", "office-2019", "office-2021", "office-2024",
    ]
    private static let versions = ["6.1.7601", "6.2.9200", "6.3.9600", "10.0.19045", "10.0.22631"]
    private static let kinds = ["retail", "retail-grace", "mak", "subscription", "kms-host", "addon"]

    /// One computer and what is to become of it.
    private struct Case {
        let line: String
        let product: String
        let isFound: Bool

        init(_ number: Int, _ version: String, _ product: String, _ others: [String]) {
            let list = others.isEmpty ? "" : ", otherLicences: [\(others.joined(separator: ", "))]"
            line =
                "name: C\(number), windowsVersion: \(version), products: \(product)\(list), "
                + "address: 127.74.\(number / 250).\(1 + number % 250)"
            self.product = product
            // Office 2019 and later do not install on Windows 7, and the catalogue looks for them where they can be.
            isFound = !version.hasPrefix("6.1") || !["office-2019", "office-2021", "office-2024"].contains(product)
        }
    }

    @Test("Each product is found on each Windows, and what lies beside it is left alone")
    func clutter() async throws {
        var cases: [Case] = []
        for version in Self.versions {
            for product in Self.products {
                for others in [[]] + Self.kinds.map({ [$0] }) + [Self.kinds] {
                    cases.append(Case(cases.count, version, product, others))
                }
            }
        }
        try await ExchangeLab.run(cases.map(\.line)) { lab in
            for (number, one) in cases.enumerated() {
                let result = try await lab.exchange("C\(number)", one.product)
                let expected: ExchangeResult.Outcome = one.isFound ? .activated : .refused(.noKMSEdition)
                #expect(result.outcome == expected, "\(one.line): \(result)")
                let calls = lab.ledger.entries.filter { $0.action == .activate && $0.computer == "C\(number)" }
                #expect(calls.map(\.result) == (one.isFound ? ["ok"] : []), "\(one.line)")
            }
        }
    }

    @Test("Without a volume edition it is refused, and what is there is named with the Windows", arguments: kinds)
    func noVolumeEdition(_ kind: String) async throws {
        let channel = kind == "addon" ? "retail" : kind
        let lines = Self.products.enumerated().map { number, product in
            "name: C\(number), address: 127.74.8.\(number + 1), products: \(product), licenceChannel: \(channel)"
                + ", status: 1, otherLicences: \(kind)"
        }
        try await ExchangeLab.run(lines) { lab in
            for (number, product) in Self.products.enumerated() {
                let result = try await lab.exchange("C\(number)", product)
                #expect(result.outcome == .refused(.noKMSEdition), "\(product)")
                #expect(result.evidence.licences?.contains("channel") == true, "\(product): \(result)")
                #expect(result.evidence.system == "Microsoft Windows 10 Education 10.0.19045")
            }
            #expect(lab.ledger.count(.activate) == 0)
        }
    }

    @Test("Old licences of Office in a service that the Windows no longer uses are not activated")
    func leftOver() async throws {
        let versions = ["6.2.9200", "6.3.9600", "10.0.19045"]
        var lines: [String] = []
        for (number, version) in versions.enumerated() {
            let common = "windowsVersion: \(version), products: office-2016, otherLicences: left-over"
            lines.append("name: A\(number), address: 127.74.9.\(number + 1), \(common)")
            lines.append("name: B\(number), address: 127.74.10.\(number + 1), \(common), licenceChannel: retail")
        }
        try await ExchangeLab.run(lines) { lab in
            for number in versions.indices {
                let found = try await lab.exchange("A\(number)", "office-2016")
                #expect(found.outcome == .activated)
                let refused = try await lab.exchange("B\(number)", "office-2016")
                #expect(refused.outcome == .refused(.noKMSEdition))
                #expect(refused.evidence.licences?.contains("RETAIL channel") == true)
            }
            #expect(lab.ledger.entries.filter { $0.action == .activate }.map(\.result) == ["ok", "ok", "ok"])
        }
    }

    @Test("Other versions of Office on the computer are named; Windows is none of them")
    func twoOffices() async throws {
        let line = "name: C, address: 127.74.11.1, products: [windows, office-2013, office-2021]"
        let mak = "name: D, address: 127.74.11.2, products: office-2021, otherLicences: [mak, addon]"
        try await ExchangeLab.run([line, mak]) { lab in
            let office = try await lab.exchange("C", "office-2021")
            #expect(office.outcome == .activated)
            #expect(
                office.evidence.otherEditions
                    == "Office 15, Office15ProPlusVL_KMS_Client edition (Office 15, VOLUME_KMSCLIENT channel)"
            )
            #expect(office.evidence.system == nil, "found at once, so that the version was not asked")
            let windows = try await lab.exchange("C", "windows")
            #expect(windows.evidence.otherEditions == nil)
            let missing = try await lab.exchange("C", "office-2024")
            #expect(missing.outcome == .refused(.noKMSEdition))
            #expect(missing.evidence.otherEditions?.contains("Office 21, ") == true)
            let beside = try await lab.exchange("D", "office-2021").evidence.otherEditions
            #expect(
                beside == "Office 21, Office21ProPlus2021VL_MAK_AE edition (Office 21, VOLUME_MAK channel)",
                "an add-on is no edition"
            )
        }
    }
}
