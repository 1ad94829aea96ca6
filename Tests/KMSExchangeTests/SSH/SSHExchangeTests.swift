import ActivationDomain
import Foundation
import KMSExchange
import TestSupport
import Testing

extension SSHTests {
    /// Whole exchanges with computers behind a real sshd, by the scripts of Windows and Office.
    struct Exchange {
        @Test(
            "Windows is activated in any language, code page and default shell",
            arguments: [
                ("en", "cp437", "cmd"), ("zh-TW", "cp950", "cmd"), ("de", "cp850", "cmd"),
                ("zh-TW", "utf-8", "powershell"),
                ("en", "utf-16", "cmd"),
            ]
        )
        func windows(_ language: String, _ codepage: String, _ shell: String) async throws {
            let state: [String: Any] = [
                "language": language, "codepage": codepage, "shell": shell, "licences": [StandIn.windows()],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .activated, "\(result)")
                #expect(result.licence?.minutesRemaining == 259_200)
                #expect(result.evidence.means == "ssh/scripts")
                #expect(try lab.steps() == ["/dlv", "wevtutil", "/ato", "/dlv"])
                #expect(Set(try lab.server.commands().map(\.connection)).count == 1, "all over one connection")
                let again = try await lab.result()
                #expect(again.outcome == .activated)
                #expect(try lab.steps().suffix(1) == ["/dlv"], "an active licence is not asked again")
            }
        }

        @Test("A failure has the script's code, the event's cause and the clock, whatever the exit code")
        func failure() async throws {
            let state: [String: Any] = [
                "language": "zh-TW", "codepage": "cp950", "offset": -32_400, "inner": "0xC004F06C",
                "licences": [StandIn.windows(["outcome": "0xC004F074"])],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result()
                #expect(
                    result.outcome == .failed(ErrorCode(hresult: 0xC004_F074), inner: ErrorCode(hresult: 0xC004_F06C))
                )
                #expect(abs((result.evidence.clockOffsetSeconds ?? 0) + 32_400) < 30)
                #expect(result.evidence.timeZone == "UTC+08:00 Taipei Standard Time")
                #expect(result.evidence.eventRecordNumber == 4001)
                #expect(result.kmsHost == "kms.example.edu:1688")
            }
        }

        @Test("A failure without a code, and an exit code of success, is none: the licence is read back")
        func failureWithoutCode() async throws {
            try await SSHLab.run(["licences": [StandIn.windows(["outcome": "nothing"])]]) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(ErrorCode(hresult: 0xC004_F056), inner: nil), "\(result)")
            }
        }

        @Test(
            "What was printed on other computers is understood",
            arguments: [
                ("slmgr-ato-F074-ja.txt", "0xC004F074"), ("slmgr-ato-F069-zh-cn.txt", "0xC004F069"),
                ("slmgr-ato-access-window.txt", "0x80070005"),
            ]
        )
        func replay(_ fixture: String, _ code: String) async throws {
            let root = try TestEnvironment.root()
            let state: [String: Any] = [
                "replay": ["/ato": "\(root)/Tests/TranscriptsTests/Fixtures/\(fixture)"], "replayCode": 0,
                "licences": [StandIn.windows()],
            ]
            try await SSHLab.run(state) { lab in
                let result = try await lab.result()
                guard case .failed(let found, _) = result.outcome else {
                    return #expect(Bool(false), "\(result)")
                }
                #expect(found.text == code)
            }
        }

        @Test("Host and port are set together where they are configured")
        func host() async throws {
            let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: "kms.campus.example", kmsPort: 1689)
            try await SSHLab.run(["licences": [StandIn.windows()]], policy: policy) { lab in
                let ended = try await lab.result()
                #expect(ended.outcome == .activated)
                let state = try lab.server.computer(SSHLab.address)
                #expect(state["kmsHost"] as? String == "kms.campus.example")
                #expect(state["kmsPort"] as? Int == 1689)
                #expect(try lab.steps() == ["/dlv", "service", "/skms", "wevtutil", "/ato", "/dlv"])
            }
            let right: [String: Any] = [
                "licences": [StandIn.windows()], "kmsHost": "KMS.campus.example", "kmsPort": 1689,
            ]
            try await SSHLab.run(right, policy: policy) { lab in
                let ended = try await lab.result()
                #expect(ended.outcome == .activated)
                #expect(try lab.steps().contains("/skms") == false, "what is right is not set again")
            }
        }

        @Test("A retail edition is refused and named")
        func retail() async throws {
            let retail = StandIn.windows(["description": "Windows(R) Operating System, RETAIL channel"])
            try await SSHLab.run(["licences": [retail]]) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .refused(.noKMSEdition))
                #expect(result.evidence.licences?.contains("RETAIL channel") == true)
                #expect(try lab.steps().contains("/ato") == false)
            }
        }

        @Test("A service is restarted where that is allowed, and a disabled one is left alone")
        func mending() async throws {
            let policy = ActivationExchange.Policy(
                enoughMinutes: 216_000,
                kmsHost: nil,
                kmsPort: 1688,
                mends: Set(Mend.allCases)
            )
            let failing = StandIn.windows(["outcome": "0xC0020017"])
            try await SSHLab.run(["licences": [failing]], policy: policy) { lab in
                let result = try await lab.result()
                #expect(result.evidence.mended == "licensing-service: the service sppsvc was restarted")
                let actions = try lab.server.computer(SSHLab.address)["actions"] as? [String]
                #expect(actions == ["stop sppsvc", "start sppsvc"])
                #expect(try lab.steps().filter { $0 == "/ato" }.count == 2)
            }
            let disabled: [String: Any] = ["licences": [failing], "services": ["sppsvc": "disabled"]]
            try await SSHLab.run(disabled, policy: policy) { lab in
                let result = try await lab.result()
                #expect(result.evidence.mended?.contains("0x80070422") == true, "\(result)")
                #expect(try lab.server.computer(SSHLab.address)["actions"] == nil)
            }
            let clock: [String: Any] = [
                "licences": [StandIn.windows(["outcome": "0xC004F074"])], "inner": "0xC004F06C", "offset": 40_000,
            ]
            try await SSHLab.run(clock, policy: policy) { lab in
                let result = try await lab.result()
                #expect(result.evidence.mended?.hasPrefix("clock: the service w32time was restarted") == true)
                #expect(try lab.server.computer(SSHLab.address)["offset"] as? Int == 0)
            }
        }

        @Test(
            "A script's KMS host has its port, and a source only where PowerShell tells one",
            arguments: ["on", "missing"]
        )
        func hostInUse(_ powerShell: String) async throws {
            let state: [String: Any] = [
                "powershell": powerShell, "kmsHost": "kms.campus.example", "kmsPort": 1699,
                "licences": [StandIn.windows(["status": 1, "minutes": 200_000])],
            ]
            try await SSHLab.run(state) { lab in
                let windows = try #require(lab.catalogues.products["windows"])
                let look = try await lab.exchange.look(at: lab.computer(), for: [windows], wholly: false)
                let source: KMSHostInUse.Source? = powerShell == "on" ? .service : nil
                let host = KMSHostInUse(name: "kms.campus.example", port: 1699, source: source)
                #expect(look.products.first?.kmsHost == host)
            }
        }
    }
}
