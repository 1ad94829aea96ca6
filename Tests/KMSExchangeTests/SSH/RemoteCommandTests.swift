import ActivationDomain
import Foundation
import Testing

@testable import KMSExchange

/// The commands that are run on a computer, as texts.
struct RemoteCommandTests {
    private static let host = ScriptHost(limit: .seconds(75))
    private static let commands = [
        RemoteCommand.version, RemoteCommand.events, RemoteCommand.slmgrListing(host),
        RemoteCommand.slmgrListing(id: "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b", host),
        RemoteCommand.slmgrActivation(id: "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b", host),
        RemoteCommand.slmgrHost("fd00::17", port: 1688, id: nil, host),
        RemoteCommand.osppListing(.office14, host), RemoteCommand.osppActivation(.office15And16, host),
        RemoteCommand.osppHost("kms.example.edu", port: 1689, .office15And16, host), RemoteCommand.restart(.w32time),
        RemoteCommand.powerShell(PowerShellScript.licences(.spp)),
        RemoteCommand.powerShell(PowerShellScript.host("kms.example.edu", port: 1688, .ospp, id: nil)),
        RemoteCommand.powerShell(PowerShellScript.clock),
    ]

    @Test("Neither cmd.exe nor PowerShell as the default shell changes a command", arguments: commands)
    func quoting(_ command: String) {
        let parts = command.components(separatedBy: "\"")
        #expect(parts.count == 1 || (parts.count == 3 && parts[2].isEmpty), "one text in quotation marks, at the end")
        #expect(!command.contains("$") && !command.contains("`") && !command.contains("'"))
        let signs = CharacterSet(charactersIn: "&|<>^();,@{}")
        #expect(parts[0].rangeOfCharacter(from: signs) == nil, "outside, a shell would take them for its own")
        // The least that cmd.exe takes.
        #expect(command.utf8.count < 8000)
        #expect(command.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test("A host goes with its port, and an IPv6 address in brackets")
    func hosts() {
        let command = RemoteCommand.slmgrHost("fd00::17", port: 1689, id: nil, Self.host)
        #expect(command.hasSuffix(#"slmgr.vbs /skms [fd00::17]:1689""#))
        let office = RemoteCommand.osppHost("kms.example.edu", port: 1689, .office14, Self.host)
        #expect(
            office.contains("ospp.vbs /sethst:kms.example.edu && cscript.exe //nologo //t:80 ospp.vbs /setprt:1689")
        )
    }

    @Test("Each folder of Office is looked into, and none stands in brackets")
    func folders() {
        let command = RemoteCommand.osppListing(.office15And16, Self.host)
        for folder in [
            #"%ProgramFiles%\Microsoft Office\Office16"#, #"%ProgramFiles(x86)%\Microsoft Office\Office16"#,
            #"%ProgramFiles%\Microsoft Office\Office15"#, #"%ProgramFiles(x86)%\Microsoft Office\Office15"#,
        ] {
            #expect(command.contains("cd /d \(folder) 2>nul && "))
        }
        #expect(!command.contains("(cd"))
        #expect(RemoteCommand.osppActivation(.office14, Self.host).contains(#"Office\Office14 2>nul"#))
    }

    @Test(
        "A script is ended on the computer a little after we have given up",
        arguments: [(0, 6), (75, 80), (9e9, 32_000)]
    )
    func limit(_ seconds: Double, _ limit: Int) {
        #expect(ScriptHost(limit: .seconds(seconds)).limit == limit)
    }

    @Test("A script of PowerShell is carried in UTF-16")
    func base64() {
        #expect(RemoteCommand.powerShell("dir").hasSuffix(" -EncodedCommand ZABpAHIA"))
    }
}
