import ActivationDomain
import TestSupport
import Testing
import Transcripts

@testable import KMSExchange

/// What programs on a computer print, and what is read out of it.
struct WindowsOutputTests {
    private static let folder = "Tests/TranscriptsTests/Fixtures"

    private func records(_ name: String, _ application: String = "app") throws -> [LicenceRecord] {
        let transcript = TranscriptReader.read(bytes: try RepositoryFile.bytes("\(Self.folder)/\(name)"))
        return ScriptLicences.records(transcript, applicationID: application)
    }

    @Test("The licence of Windows is read in any language, and its state where that is certain")
    func slmgr() throws {
        let licensed = try #require(try records("slmgr-dlv-licensed-zh-tw.txt").first)
        #expect(licensed.id == "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b")
        #expect(licensed.description == "Windows(R) Operating System, VOLUME_KMSCLIENT channel")
        #expect(licensed.status == .licensed)
        #expect(licensed.minutesRemaining == 259_197)
        #expect(licensed.partialProductKey == "AB2CD")
        #expect(licensed.kmsHost == nil, "whether it was set is a translated word")
        #expect(licensed.discoveredKMSHost == "kms.campus.example" && licensed.discoveredKMSPort == 1688)
        #expect(licensed.mayBeSet)
        let notification = try #require(try records("slmgr-dlv-notification-en.txt").first)
        #expect(notification.status == .notification)
        #expect(notification.statusReason == 0xC004_F056)
    }

    @Test("Each code of the catalogue is read out of what either script prints of it")
    func catalogue() throws {
        let catalogue = try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
        let codes = catalogue.entries.keys.filter { $0.hresult.map { $0 >= 0x8000_0000 } ?? false }
        #expect(codes.count > 60)
        let id = "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b"
        for code in codes {
            let slmgr =
                "Windows(R) (\(id)) wird aktiviert...\r\nFehler: \(code) Das Produkt konnte nicht aktiviert werden.\r\n"
            let dash = String(repeating: "-", count: 39)
            let ospp =
                "---Processing---\r\n\(dash)\r\nSKU ID: \(id)\r\nLICENSE NAME: Office 16, x edition\r\n"
                + "LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel\r\nERROR CODE: \(code)\r\n\(dash)\r\n\(dash)\r\n---Exiting---\r\n"
            for text in [slmgr, ospp] {
                let error = TranscriptReader.read(text).error(of: id)
                #expect(error?.code == code, "\(code): \(text)")
            }
        }
    }

    @Test("The licences of Office are read with their hosts, and those without a key are left out")
    func ospp() throws {
        let four = try records("ospp-dstatus-four.txt", "office")
        #expect(four.map(\.status) == [.notification, .licensed, .notification, .notification])
        #expect(four.map(\.minutesRemaining) == [0, 216_105, 0, 0])
        #expect(four.allSatisfy { $0.applicationID == "office" })
        #expect(four[1].kmsHost == "kms.campus.example")
        #expect(four[1].kmsPort == 16_886)
        #expect(four[3].description == "Office 16, RETAIL(Grace) channel")
        #expect(try records("ospp-dstatusall-no-key.txt").allSatisfy { $0.partialProductKey != nil })
    }

    @Test("The newest event of a licensing service is taken, whatever else has its number")
    func events() throws {
        func event(_ number: Int, _ source: String, _ data: String, id: Int = 12288) -> String {
            "<Event xmlns='x'><System><Provider Name='\(source)' Guid='{1}'/><EventID Qualifiers='49152'>\(id)</EventID>"
                + "<EventRecordID>\(number)</EventRecordID></System><EventData>\(data)</EventData></Event>"
        }
        let spp = "Microsoft-Windows-Security-SPP"
        let list = "<Data>0xC004F06C, 0x00000000, kms.example.edu:1688, 1, 2026/09/29 17:52, 0, 2, 41760, 2, 25</Data>"
        let single = "<Data>0xC004F074</Data><Data>0x00000000</Data><Data>192.0.2.17:1688</Data><Data/>"
        let text =
            event(7, spp, list) + event(9, "Something else", list) + "\r\n" + event(8, spp, single)
            + event(10, spp, list, id: 12289)
        #expect(
            WindowsEventXML.newest(in: text)
                == ActivationEventRecord(recordNumber: 8, result: 0xC004_F074, kmsHost: "192.0.2.17:1688")
        )
        #expect(WindowsEventXML.newest(in: event(7, spp, list))?.result == 0xC004_F06C)
        #expect(WindowsEventXML.newest(in: event(7, "Office Software Protection Platform Service", list)) != nil)
        #expect(WindowsEventXML.newest(in: "") == nil)
        #expect(WindowsEventXML.newest(in: "<Event><EventID>12288</EventID><EventRecordID>x</EventRecordID>") == nil)
        let fixture = try RepositoryFile.text("\(Self.folder)/event-12288-xml.txt")
        #expect(WindowsEventXML.newest(in: fixture)?.recordNumber == 4711)
    }

    @Test("PowerShell's answer is found among what else is printed, and an error's code where it stands")
    func powerShell() throws {
        #expect(
            try PowerShellReply<CIMReturn>.values(in: "banner\r\n{\"rollcall\":1,\"value\":[{\"ReturnValue\":0}]}\r\n")?
                .count == 1
        )
        #expect(try PowerShellReply<CIMReturn>.values(in: "{\"rollcall\":1,\"value\":[]}")?.isEmpty == true)
        #expect(try PowerShellReply<CIMReturn>.values(in: "'powershell.exe' is not recognized {x}") == nil)
        #expect(try PowerShellReply<CIMReturn>.values(in: "") == nil)
        let named = #""id":"HRESULT 0xc004f074,Microsoft.X","hresult":-2146233088,"message":"m""#
        #expect(failure(named) == .hresult(0xC004_F074, detail: "m"))
        let bare = #""id":"X","hresult":-1073418124,"message":"m""#
        #expect(failure(bare) == .hresult(0xC004_F074, detail: "m"))
        let told = #""id":"X","hresult":-2146233088,"message":"failed with 0xC004F038""#
        #expect(failure(told) == .hresult(0xC004_F038, detail: "failed with 0xC004F038"))
        let vague = #""id":"HRESULT 0x80041001,X","hresult":-2146233088,"message":"m""#
        #expect(failure(vague) == .hresult(0x8004_1001, detail: "m"))
        #expect(failure(#""id":"X","hresult":-2146233088,"message":"m""#)?.code == .protocolViolation)
        #expect(failure(#""id":5"#)?.code == .protocolViolation)
    }

    /// What is thrown for an answer that reports an error.
    private func failure(_ text: String) -> ChannelError? {
        do {
            _ = try PowerShellReply<CIMReturn>.values(in: "{\"rollcall\":1,\"error\":{\(text)}}")
            return nil
        } catch {
            return error
        }
    }

    @Test("A licence is read as CIM shows it")
    func record() throws {
        let text =
            #"{"rollcall":1,"value":[{"ID":"a","Name":"n","Description":"d","ApplicationID":"p","PartialProductKey":"AB2CD","#
            + #""LicenseIsAddon":false,"LicenseStatus":5,"LicenseStatusReason":3221549142,"GracePeriodRemaining":0,"#
            + #""KeyManagementServiceMachine":"","KeyManagementServicePort":0,"DiscoveredKeyManagementServiceMachineName":null}]}"#
        let record = try #require(try PowerShellReply<CIMLicence>.values(in: text)?.first?.record)
        #expect(record.status == .notification)
        #expect(record.statusReason == 0xC004_F056)
        #expect(record.kmsHost == nil && record.kmsPort == nil && record.discoveredKMSHost == nil)
    }

    @Test(
        "A service runs by its number, or its error is told",
        arguments: [
            ("        STATE              : 4  RUNNING \r\n", nil), ("        STATO              : 4  x\r\n", nil),
            ("        START_TYPE         : 4   DISABLED", 0x8007_0422),
            ("[SC] OpenService FAILED 1060:\r\n\r\nThe specified service does not exist.", 0x8007_0424),
            ("System error 5 has occurred.\r\nMore help: NET HELPMSG 1069.\r\n        STATE : 1  STOPPED", 0x8007_042D),
            ("", 0x8007_041D),
        ] as [(String, UInt32?)]
    )
    func services(_ text: String, _ code: UInt32?) {
        do {
            try ServiceControl.check(text, .sppsvc)
            #expect(code == nil)
        } catch {
            #expect(error.code.hresult == code)
        }
    }

    @Test("Version and clock are read in any language")
    func system() throws {
        #expect(SSHChannel.version(in: "\r\nMicrosoft Windows [版本 10.0.19045.4046]\r\n") == "10.0.19045")
        #expect(SSHChannel.version(in: "Microsoft Windows [Version 6.1.7601]") == "6.1.7601")
        #expect(SSHChannel.version(in: "Linux 5.10") == nil)
        let now = Timestamp(microseconds: 1_800_000_000_000_000)
        let clock = try #require(
            SSHChannel.clock(in: "x\r\nrollcall-clock 2027 1 15 8 0 5 -300 Eastern Standard Time\r\n", readAt: now)
        )
        #expect(clock.offsetSeconds == 5)
        #expect(clock.zoneOffsetMinutes == -300)
        #expect(clock.zoneName == "Eastern Standard Time")
        #expect(SSHChannel.clock(in: "rollcall-clock 2027 1 15 8 0 5 60 ", readAt: now)?.zoneName == nil)
        #expect(SSHChannel.clock(in: "rollcall-clock 2027 13 15 8 0 5 60", readAt: now) == nil)
        #expect(SSHChannel.clock(in: "rollcall-clock", readAt: now) == nil)
    }
}
