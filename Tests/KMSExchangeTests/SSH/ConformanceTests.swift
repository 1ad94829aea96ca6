import ActivationDomain
import KMSExchange
import LabSimulator
import TestSupport
import Testing

extension SSHTests {
    /// The same computers managed by WS-Man and by SSH: an exchange comes to the same by either.
    struct Conformance {
        /// One computer, as the simulated lab and as a stand-in behind an sshd, and the product that is asked for.
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let product: String
            /// What the lab's scenario says of it.
            let lab: String
            let standIn: @Sendable () -> [String: Any]
            let outcome: ExchangeResult.Outcome
            var minutes: Int?
            var testDescription: String { name }
        }

        private static func hresult(_ code: UInt32) -> ErrorCode { ErrorCode(hresult: code) }

        static let cases = [
            Case(
                name: "activated",
                product: "windows",
                lab: "products: windows",
                standIn: { ["licences": [StandIn.windows()]] },
                outcome: .activated,
                minutes: 259_200
            ),
            Case(
                name: "licensed for long",
                product: "windows",
                lab: "products: windows, status: 1, minutes: 250000",
                standIn: { ["licences": [StandIn.windows(["status": 1, "minutes": 250_000])]] },
                outcome: .activated,
                minutes: 250_000
            ),
            Case(
                name: "licensed, with little time left",
                product: "windows",
                lab: "products: windows, status: 1, minutes: 100000",
                standIn: { ["licences": [StandIn.windows(["status": 1, "minutes": 100_000])]] },
                outcome: .activated,
                minutes: 259_200
            ),
            Case(
                name: "no host answers, for the clock",
                product: "windows",
                lab: "products: windows, activate: 0xC004F074, inner: 0xC004F06C",
                standIn: {
                    ["inner": "0xC004F06C", "licences": [StandIn.windows(["outcome": "0xC004F074"])]]
                },
                outcome: .failed(hresult(0xC004_F074), inner: hresult(0xC004_F06C))
            ),
            Case(
                name: "the count is too low",
                product: "windows",
                lab: "products: windows, activate: 0xC004F038",
                standIn: { ["licences": [StandIn.windows(["outcome": "0xC004F038"])]] },
                outcome: .failed(hresult(0xC004_F038), inner: nil)
            ),
            Case(
                name: "no error, and not licensed",
                product: "windows",
                lab: "products: windows, activate: lies",
                standIn: {
                    ["licences": [StandIn.windows(["outcome": "nothing", "status": 5, "reason": "0xC004F009"])]]
                },
                outcome: .failed(hresult(0xC004_F009), inner: nil)
            ),
            Case(
                name: "Office in the service of Windows",
                product: "office-2021",
                lab: "products: [windows, office-2021]",
                standIn: {
                    ["office": ["Office16"], "licences": [StandIn.windows(), StandIn.office(21)]]
                },
                outcome: .activated,
                minutes: 259_200
            ),
            Case(
                name: "Office in its own service",
                product: "office-2016",
                lab: "products: [windows, office-2016], windowsVersion: 6.1.7601",
                standIn: {
                    [
                        "office": ["Office16"], "version": "6.1.7601",
                        "licences": [StandIn.windows(), StandIn.office(16, ["engine": "ospp"])],
                    ]
                },
                outcome: .activated,
                minutes: 259_200
            ),
            Case(
                name: "an Office that is not there",
                product: "office-2019",
                lab: "products: windows",
                standIn: { ["licences": [StandIn.windows()]] },
                outcome: .refused(.noKMSEdition)
            ),
        ]

        @Test("An exchange comes to the same by WS-Man and by SSH, with scripts and without", arguments: cases)
        func same(_ row: Case) async throws {
            try await ExchangeLab.run(["name: C, address: 127.77.9.1, \(row.lab)"]) { lab in
                expect(try await lab.exchange("C", row.product), row, "WS-Man")
            }
            for scripts in ["on", "off"] {
                let state = row.standIn().merging(["scripts": scripts]) { $1 }
                try await SSHLab.run(state) { lab in
                    expect(try await lab.result(row.product), row, "SSH, scripts \(scripts)")
                }
            }
        }

        private func expect(_ result: ExchangeResult, _ row: Case, _ means: Comment) {
            #expect(result.outcome == row.outcome, means)
            if let minutes = row.minutes { #expect(result.licence?.minutesRemaining == minutes, means) }
        }
    }
}
