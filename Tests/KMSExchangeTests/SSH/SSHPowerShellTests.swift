import ActivationDomain
import TestSupport
import Testing

@testable import KMSExchange

extension SSHTests {
    /// Computers whose scripts cannot run.
    struct PowerShellInstead {
        @Test(
            "Where scripts cannot run, PowerShell's CIM commands activate, and the evidence says so",
            arguments: [
                ("off", "en", "cp437", "cmd"), ("missing", "zh-TW", "cp950", "cmd"),
                ("no-vbscript", "de", "cp850", "cmd"),
                ("missing", "de", "cp850", "cmd"), ("off", "zh-TW", "utf-8", "powershell"),
            ]
        )
        func windows(_ scripts: String, _ language: String, _ codepage: String, _ shell: String) async throws {
            let state: [String: Any] = [
                "scripts": scripts, "language": language, "codepage": codepage, "shell": shell,
                "licences": [StandIn.windows()],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .activated, "\(result)")
                #expect(result.licence?.minutesRemaining == 259_200)
                #expect(result.evidence.means?.hasPrefix("ssh/powershell: ") == true, "\(result)")
                #expect(try lab.steps() == ["/dlv", "licences", "wevtutil", "Activate", "licences"])
            }
        }

        @Test("A failure by CIM has its code, and the setting leaves the scripts out")
        func failure() async throws {
            let state: [String: Any] = ["licences": [StandIn.windows(["outcome": "0xC004F038"])]]
            try await SSHLab.run(state, { configuration, _ in configuration.tools = .powershell }) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(ErrorCode(hresult: 0xC004_F038), inner: nil))
                #expect(try lab.steps() == ["licences", "wevtutil", "Activate", "licences"])
            }
        }

        @Test("Host and port are set by CIM, of the service or of Office's licence")
        func host() async throws {
            let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: "kms.campus.example", kmsPort: 1689)
            let state: [String: Any] = ["scripts": "off", "licences": [StandIn.windows(), StandIn.office()]]
            try await SSHLab.run(state, policy: policy) { lab in
                let ended = try await lab.result()
                #expect(ended.outcome == .activated)
                let office = try await lab.result("office-2016")
                #expect(office.outcome == .activated)
                let computer = try lab.server.computer(SSHLab.address)
                #expect(computer["kmsHost"] as? String == "kms.campus.example")
                #expect(computer["kmsPort"] as? Int == 1689)
            }
        }

        @Test("Office 2010 is found in its own service")
        func office2010() async throws {
            let state: [String: Any] = ["scripts": "off", "licences": [StandIn.windows(), StandIn.office(14)]]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result("office-2010")
                #expect(result.outcome == .activated, "\(result)")
            }
        }

        @Test("With neither, the outcome says what is wrong")
        func neither() async throws {
            let state: [String: Any] = ["scripts": "off", "powershell": "missing", "licences": [StandIn.windows()]]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(.scriptsUnavailable, inner: nil))
                #expect(result.evidence.detail?.contains("Windows Script Host is switched off") == true, "\(result)")
            }
        }

        @Test(
            "Where nothing that is run says anything of licences, it is not taken for a computer without any",
            arguments: ["Access is denied.", "'cscript' is not recognized as an internal or external command,", ""]
        )
        func nothingRuns(text: String) async throws {
            try await SSHLab.run(["deaf": text, "licences": [StandIn.windows()]]) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(.scriptsUnavailable, inner: nil), "\(result)")
                #expect(result.evidence.detail?.hasSuffix(",") == false, "\(result)")
            }
        }

        @Test("A sentence that goes on in the next line is told whole")
        func beginning() {
            let missing =
                "\r\n'x' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"
            #expect(
                SSHChannel.beginning(of: missing)
                    == "'x' is not recognized as an internal or external command, operable program or batch file."
            )
            #expect(SSHChannel.beginning(of: "Access is denied.\nMore.\n") == "Access is denied.")
            #expect(SSHChannel.beginning(of: "cut off,\n") == "cut off")
            #expect(SSHChannel.beginning(of: " \n") == nil)
        }

        @Test("With scripts alone everything but the clock can be done")
        func scriptsAlone() async throws {
            let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: "kms.campus.example", kmsPort: 1689)
            let state: [String: Any] = ["powershell": "missing", "licences": [StandIn.windows()]]
            try await SSHLab.run(state, policy: policy) { lab in
                let ended = try await lab.result()
                #expect(ended.outcome == .activated)
                #expect(try lab.server.computer(SSHLab.address)["kmsHost"] as? String == "kms.campus.example")
            }
        }

        @Test("A whole look with scripts alone lacks nothing but the clock")
        func lookWithScripts() async throws {
            let licence = StandIn.windows(["status": 1, "minutes": 200_000])
            try await SSHLab.run(["powershell": "missing", "licences": [licence]]) { lab in
                let windows = try #require(lab.catalogues.products["windows"])
                let look = try await lab.exchange.look(at: lab.computer(), for: [windows], wholly: true)
                #expect(look.means == "ssh/scripts" && look.system?.version == "10.0.19045")
                #expect(look.products.first?.deciding?.status == .licensed)
                #expect(look.products.first?.kmsHost?.name == "kms.example.edu")
                #expect(look.clock == nil)
            }
        }
    }
}
