import ActivationDomain
import KMSExchange
import TestSupport
import Testing

extension SSHTests {
    /// Office behind a real sshd, by its own script, on the engine that it has on each Windows.
    struct Office {
        @Test(
            "Office is found in each folder, and activated alone in the service of Windows",
            arguments: [
                ("office-2016", "Office16", 16), ("office-2024", "Office16 (x86)", 24),
                ("office-2013", "Office15 (x86)", 15),
            ]
        )
        func inWindowsService(_ product: String, _ folder: String, _ version: Int) async throws {
            let state: [String: Any] = [
                "office": [folder], "licences": [StandIn.windows(), StandIn.office(version)],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result(product)
                #expect(result.outcome == .activated, "\(result)")
                #expect(result.licence?.minutesRemaining == 259_200)
                #expect(try lab.steps() == ["ver", "/dstatus", "wevtutil", "/ato", "/dstatus"])
                #expect(try lab.server.commands().contains { $0.command.contains(StandIn.officeID) })
            }
        }

        @Test(
            "Office has its own service where it is old, or Windows is",
            arguments: [
                ("office-2010", "Office14", 14, "10.0.19045.1"), ("office-2010", "Office14 (x86)", 14, "6.1.7601"),
                ("office-2016", "Office16", 16, "6.1.7601"),
            ]
        )
        func inOwnService(_ product: String, _ folder: String, _ version: Int, _ windows: String) async throws {
            let state: [String: Any] = [
                "office": [folder], "version": windows,
                "licences": [StandIn.windows(), StandIn.office(version, ["engine": "ospp"])],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result(product)
                #expect(result.outcome == .activated, "\(result)")
                let steps = try lab.steps()
                #expect(steps.contains("/act") && !steps.contains("/ato"))
            }
        }

        @Test("Of what ospp.vbs tries, the product's own outcome counts, and others are named")
        func mixed() async throws {
            let retail = StandIn.office(
                16,
                [
                    "id": "2dfe2075-2d04-4e43-816a-eb60bbb77574", "name": "Office 16, Office16VisioProR_Retail edition",
                    "description": "Office 16, RETAIL channel", "outcome": "0xC004F017", "engine": "ospp",
                ]
            )
            let state: [String: Any] = [
                "office": ["Office16"], "version": "6.1.7601",
                "licences": [StandIn.office(16, ["engine": "ospp"]), retail],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result("office-2016")
                #expect(result.outcome == .activated, "\(result)")
                #expect(result.evidence.otherEditions?.contains("RETAIL") == true)
            }
        }

        @Test("The host is set for Office's licences, with its port, and Windows keeps its own")
        func host() async throws {
            let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: "kms.campus.example", kmsPort: 1689)
            let state: [String: Any] = ["office": ["Office16"], "licences": [StandIn.windows(), StandIn.office()]]
            try await SSHLab.run(state, policy: policy) { lab in
                let ended = try await lab.result("office-2016")
                #expect(ended.outcome == .activated)
                let computer = try lab.server.computer(SSHLab.address)
                let licences = try #require(computer["licences"] as? [[String: Any]])
                #expect(licences[1]["host"] as? String == "kms.campus.example")
                #expect(licences[1]["port"] as? Int == 1689)
                #expect(licences[0]["host"] == nil && computer["kmsHost"] == nil)
            }
        }

        @Test("An informational code is no failure, and a licence with time left is left alone")
        func licensed() async throws {
            let office = StandIn.office(16, ["status": 1, "minutes": 258_642])
            try await SSHLab.run(["office": ["Office16"], "licences": [office]]) { lab in
                let result = try await lab.result("office-2016")
                #expect(result.outcome == .activated)
                #expect(result.licence?.minutesRemaining == 258_642)
            }
        }

        @Test("Without its script, Office is looked for by PowerShell, and is refused when it is not there")
        func elsewhere() async throws {
            try await SSHLab.run(["licences": [StandIn.windows(), StandIn.office()]]) { lab in
                let result = try await lab.result("office-2016")
                #expect(result.outcome == .activated, "in a folder of its own: \(result)")
                #expect(try lab.steps().contains("Activate"))
            }
            try await SSHLab.run(["licences": [StandIn.windows()]]) { lab in
                let ended = try await lab.result("office-2016")
                #expect(ended.outcome == .refused(.noKMSEdition))
            }
        }
    }
}
