import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// The steps that people take around an activation.
struct RecipeTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let success = announced + "Product activated successfully.\n"
    private static let ato = "C:\\>cscript //nologo slmgr.vbs /ato\n" + success + "\n"

    private static func run(_ arguments: String, _ output: String, script: String = "slmgr.vbs") -> String {
        "C:\\>cscript //nologo \(script) \(arguments)\n\(output)\n\n"
    }

    private static func framed(_ line: String) -> String {
        "---Processing--------------------------\n---------------------------------------\n\(line)\n"
            + "---------------------------------------\n---Exiting-----------------------------"
    }

    private static func verdict(_ text: String) throws -> TranscriptReport.Verdict {
        try TranscriptFixture.report(TranscriptReader.read(text)).verdict
    }

    @Test("Settings before an activation that went well are in order")
    func settings() throws {
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
        for line in [
            "<Product key installation successful>", "<Product key uninstall successful>", "<Product key not found>",
            "Office license installed successfully.",
        ] {
            let text = Self.run("/inpkey:X", Self.framed(line), script: "ospp.vbs")
            #expect(try Self.verdict(text + Self.run("/act", office, script: "ospp.vbs")) == .good, "\(line)")
            #expect(try Self.verdict(text) != .good)
        }
        for (option, sentence) in [
            ("/upk", "Uninstalled product key successfully."),
            ("/cpky", "Product key from registry cleared successfully."),
            ("/rilc", "Re-installing license files ..."),
            ("-ckms", "Key Management Service machine name cleared successfully."),
        ] {
            #expect(try Self.verdict(Self.run(option, sentence) + Self.ato) == .good, "\(option)")
        }
        // Behind it a removed key is none of the kind.
        #expect(try Self.verdict(Self.ato + Self.run("/upk", "Uninstalled product key successfully.")) == .notAll)
    }

    @Test("A step that failed and was repeated in order is past; one that was not repeated is not")
    func repeated() throws {
        let denied = Self.run("/skms kms.campus.example", "Error: 0x80070005 Access denied: elevation is needed")
        let set = Self.run("/skms kms.campus.example", "Machine name set to kms.campus.example:1688 successfully.")
        #expect(try Self.verdict(denied + set + Self.ato) == .good)
        #expect(try Self.verdict(denied + Self.ato) == .notAll)
        #expect(try Self.verdict(set + denied + Self.ato) == .notAll)
        // The first time it went to a window.
        #expect(try Self.verdict("C:\\>slmgr /ato\n\n" + Self.ato) == .good)
        #expect(try Self.verdict(Self.ato + "C:\\>slmgr /ato\n\n") == .notAll)
    }

    @Test("The end of a licence behind its activation is no doubt, notification mode is")
    func expiry() throws {
        let date = "Windows(R), Education edition:\n    Volume activation will expire 5/26/2027 9:15:42 AM"
        #expect(try Self.verdict(Self.ato + Self.run("/xpr", date)) == .good)
        #expect(try Self.verdict(Self.run("/xpr", date)) == .notAll)
        let notified = "Windows(R), Education edition:\n    Windows is in Notification mode"
        #expect(try Self.verdict(Self.ato + Self.run("/xpr", notified)) == .notAll)
    }

    @Test("A KMS host's own edition is left alone, whatever its channel is called")
    func hosts() {
        for channel in ["VOLUME_KMS_WS16", "VOLUME_KMS_W10", "VOLUME_KMS_2012-R2", "VOLUME_KMS_R2_C", "VOLUME_KMS"] {
            let text =
                "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating System, \(channel) channel\n"
                + "Partial Product Key: 4T9YK\nLicense Status: Licensed\n"
            let items = TranscriptReader.read(text).items
            #expect(items.map(\.result) == [.notOurs], "\(channel)")
            #expect(items.first?.minutesRemaining == nil)
        }
    }

    @Test("A computer that activates by token only is told how that is changed; a missing engine is no missing script")
    func advice() throws {
        let token = Self.run("/ato", "This system is configured for Token-based activation only. Use slmgr.vbs /fta.")
        let text = try TranscriptFixture.report(TranscriptReader.read(token)).paragraphs(in: .english).map(\.text)
        #expect(text.contains { $0.contains("/act-type 2") }, "\(text)")
        let engine = "Input Error: There is no script engine for file extension \".vbs\".\n"
        #expect(TranscriptReader.read(engine).scriptHost == .missing)
    }

    @Test("Output that went to a file is read where the file is shown; a command whose output is nowhere counts")
    func files() throws {
        let output = Self.success + "\n"
        let write = #"C:\>cscript //nologo slmgr.vbs /ato  1>"C:\a b.txt" 2>nul "# + "\n\n"
        let show = #"C:\>type "c:\a B.txt""# + "\n" + output
        #expect(try Self.verdict(write + show) == .good)
        #expect(try Self.verdict(write + write + show + output) == .good)
        #expect(try Self.verdict(write + write + show) == .notAll, "of one of two nothing is shown")
        #expect(try Self.verdict(write + #"C:\>type C:\b.txt"# + "\n" + output) == .notAll, "another file")
        #expect(try Self.verdict(show + write) == .notAll, "it was written again")
    }

    @Test("A listing of all licences needs nothing behind it: the last one without a key ends with a time")
    func all() throws {
        func listing(_ edition: String, _ lines: String) -> String {
            "Name: Windows(R), \(edition) edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n"
                + lines
        }
        let licensed = listing(
            "Education",
            "Partial Product Key: 2YT43\nLicense Status: Licensed\nVolume activation expiration: 259200 minute(s) (180 day(s))\n"
                + "Client Machine ID (CMID): 3f1a3c5e-0000-4d22-9d4e-aa00bb11cc22\nRenewal interval: 10080 minutes\n"
                + "KMS host caching is enabled\n\n"
        )
        let unused = "This license is not in use.\nLicense Status: Unlicensed\nRemaining SKU rearm count: 1001\n"
        for time in ["11/27/2026 9:15:42 AM", "27.11.2026 9.15.42", "2026/11/27 上午 09:15:42"] {
            let text = licensed + listing("EnterpriseS", unused + "Trusted time: \(time)\n")
            #expect(try Self.verdict(text) == .good, "\(time)")
        }
        #expect(try Self.verdict(licensed + listing("EnterpriseS", unused)) == .notAll, "the end is missing")
    }

    @Test("A key that is installed behind the last activation is to be activated itself")
    func newKey() throws {
        let key = Self.run("/ipk X", "Installed product key AAAAA-BBBBB-CCCCC-DDDDD-EEEEE successfully.")
        #expect(try Self.verdict(key + Self.ato) == .good)
        #expect(try Self.verdict(Self.ato + key) == .notAll)
        #expect(try Self.verdict(Self.ato + key + Self.ato) == .good)
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
        let act = Self.run("/act", office, script: "ospp.vbs")
        let inpkey = Self.run("/inpkey:X", Self.framed("<Product key installation successful>"), script: "ospp.vbs")
        #expect(try Self.verdict(inpkey + act + Self.ato) == .good)
        #expect(try Self.verdict(act + inpkey + Self.ato) == .notAll)
    }

    @Test("Days are those that are printed")
    func days() throws {
        let text =
            "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n"
            + "Partial Product Key: 4T9YK\nLicense Status: Licensed\nVolume activation expiration: 251100 minute(s) (174 day(s))\n"
        #expect(TranscriptReader.read(text).items.first?.daysRemaining == 174)
    }
}
