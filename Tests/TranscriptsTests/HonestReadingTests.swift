import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// A failure or an unknown end is never read as a success, and another program's code never as one of the scripts.
struct HonestReadingTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let announcedInGerman =
        "Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) wird aktiviert ...\n"
    private static let listing = """
        Name: Windows(R), Education edition
        Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel
        Partial Product Key: 4T9YK
        License Status: Licensed
        Volume activation expiration: 253564 minute(s) (177 day(s))

        Key Management Service client information
            Client Machine ID (CMID): 11111111-2222-3333-4444-555555555555
            KMS machine name from DNS: kms.campus.example:1688
            KMS machine IP address: 192.0.2.17
            Activation interval: 120 minutes
            Renewal interval: 10080 minutes
            KMS host caching is enabled

        """

    @Test(
        "A line that is no result is no success in the place of one",
        arguments: [
            "Script execution was terminated", "Script execution was terminated.",
            "Script execution time was exceeded on script \"C:\\Windows\\System32\\slmgr.vbs\".\n"
                + "Script execution was terminated.",
            "Connection to pc17 closed by remote host.", "Connection to lab closed by remote host.",
            "Activation was cancelled.", "Waiting for 10 seconds, press a key to continue …", "----- done -----",
            "Done.",
        ]
    )
    func placeholders(_ line: String) {
        for text in [line, line + "\n", line + "\nC:\\>\n"] {
            let transcript = TranscriptReader.read(Self.announced + text)
            #expect(transcript.items.map(\.result) == [.unknown], "\(text)")
            #expect(transcript.isCutOff)
        }
    }

    @Test(
        "Nor in other languages",
        arguments: [
            (announcedInGerman, "Nicht aktiviert."), (announcedInGerman, "Batchvorgang abbrechen (J/N)?"),
            (announcedInGerman, "Die Verbindung wird getrennt."),
            (announcedInGerman, "Die Ausführung des Skripts wurde beendet."),
            ("正在啟用 Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n", "指令碼執行已終止。"),
            ("正在啟用 Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n", "正在等候連線。"),
            (
                "Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) をライセンス認証しています...\n",
                "スクリプトの実行を終了しました。"
            ),
            (
                "Activation de Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b)...\n",
                "La connexion est rompue."
            ),
        ]
    )
    func otherLanguages(_ announced: String, _ line: String) {
        #expect(TranscriptReader.read(announced + line + "\n").items.map(\.result) == [.unknown])
    }

    @Test(
        "A result is told by the word that the announcement has too",
        arguments: [
            (announced, "Product activated successfully."),
            (announcedInGerman, "Das Produkt wurde erfolgreich aktiviert."),
            ("正在啟用 Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n", "產品已順利啟用。"),
            (
                "Activation de Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b)...\n",
                "Produit activé."
            ),
        ]
    )
    func results(_ announced: String, _ line: String) {
        #expect(TranscriptReader.read(announced + line + "\n").items.map(\.result) == [.activated])
        #expect(TranscriptReader.read(announced + "^C\nWait.\n" + line + "\n").items.map(\.result) == [.activated])
    }

    @Test("The hint that stands in place of a sentence is a failure with its code")
    func hint() {
        let hint = "On a computer running Windows, run 'slui.exe 0x2a 0xC004F074' to display the error text.\n"
        let failed = TranscriptReader.read(Self.announced + hint)
        #expect(failed.items.map(\.result) == [.failed])
        #expect(failed.items.first?.code == ErrorCode("0xC004F074"))
    }

    @Test("An error behind a success stands beside it, so that neither takes away the other")
    func behindSuccess() throws {
        let success = Self.announced + "Product activated successfully.\n"
        for text in [
            success + "Error: 0xC004F074\n", success + "All is done here.\nError: 0xC004F074\n",
            success + "Error: 0xC004F014 The Software Licensing Service has no key.\n",
            success + "Run 'slui.exe 0x2a 0xC004F074' to display the error text.\n",
        ] {
            let transcript = TranscriptReader.read(text)
            #expect(transcript.items.map(\.result) == [.activated, .failed], "\(text)")
            #expect(try Self.verdict(transcript) == .notAll)
        }
    }

    @Test("The lines of several computers are read for each of them", arguments: ["[%] ", "%: "])
    func mixed(_ form: String) {
        func line(_ computer: String, _ text: String) -> String { form.replacing("%", with: computer) + text + "\n" }
        let announced = String(Self.announced.dropLast())
        let transcript = TranscriptReader.read(
            line("PC-00", announced) + line("PC-01", announced) + line("PC-01", "Product activated successfully.")
                + line("PC-02", announced) + line("PC-00", "Error: 0xC004F074 No host.")
        )
        #expect(transcript.items.map(\.computer) == ["PC-00", "PC-01", "PC-02"])
        #expect(transcript.items.map(\.result) == [.failed, .activated, .unknown])
        #expect(transcript.isCutOff)
    }

    @Test("A client's block proves nothing beside a state that is no licence")
    func state() {
        for state in ["Initial grace period", "Notification", "Unlicensed"] {
            let text = Self.listing.replacing("Status: Licensed", with: "Status: \(state)")
            #expect(TranscriptReader.read(text).items.map(\.result) == [.unknown], "\(state)")
        }
    }

    @Test("A listing that is cut is said to be, at either end")
    func cutListing() throws {
        let lines = Self.listing.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(!TranscriptReader.read(Self.listing).isCutOff)
        for count in 2..<7 {
            let head = TranscriptReader.read(lines.dropFirst(count).joined(separator: "\n"))
            #expect(head.isRecognized && head.isCutOff, "without \(count) lines")
            #expect(try Self.verdict(head) == .notAll)
        }
        for count in 3..<lines.count - 2 {
            let tail = TranscriptReader.read(lines.prefix(count).joined(separator: "\n") + "\n")
            #expect(tail.isCutOff, "\(count) lines")
        }
    }

    @Test("A later proof of the same product's licence counts, and both are told")
    func laterProof() throws {
        let failure = Self.announced + "Error: 0xC004F074 No host.\n"
        let proved = TranscriptReader.read(failure + "C:\\>\n" + Self.listing)
        #expect(proved.items.map(\.result) == [.failed, .licensed])
        #expect(try Self.verdict(proved) == .good)
        #expect(try Self.verdict(TranscriptReader.read(Self.listing + "C:\\>\n" + failure)) == .notAll)
        let other = failure.replacing("Education", with: "Enterprise")
        #expect(try Self.verdict(TranscriptReader.read(other + "C:\\>\n" + Self.listing)) == .notAll)
    }

    @Test("A script that was not found, and a key that was installed, are said to be that")
    func others() throws {
        let missing = TranscriptReader.read("Input Error: Can not find script file \"C:\\Tools\\slmgr.vbs\".\n")
        #expect(missing.scriptHost == .scriptMissing && missing.isRecognized)
        let key = TranscriptReader.read("Installed product key AAAAA-BBBBB-CCCCC-DDDDD-EEEEE successfully.\n")
        #expect(key.items.map(\.result) == [.settingMade])
        #expect(try Self.verdict(key) == .notAll)
    }

    @Test(
        "A code that another program or a person quotes is none of the scripts",
        arguments: [
            "192.0.2.7 - - [02/Mar/2026:10:14:07 +0100] \"GET /?code=0xC004F074 HTTP/1.1\" 200 512",
            "2026-03-02 10:14:07, Info  SETUP  Callback_Licensing failed [gle=0xC004F074]",
            "License Activation (slui.exe) failed with the following error code:\nhr=0xC004F074",
            "I always get the Error: 0xC004F074 when I try, what can I do?",
            "PRODUCT ID: 4711\nERROR CODE: 0xC004F074\nERROR DESCRIPTION: it is broken",
        ]
    )
    func otherPrograms(_ text: String) throws {
        #expect(!TranscriptReader.read(text + "\n").isRecognized)
        #expect(try Self.verdict(TranscriptReader.read(Self.listing + "C:\\>\n" + text + "\n")) == .good)
    }

    @Test("A console of few columns shows no other products", arguments: 24..<40)
    func narrow(_ width: Int) throws {
        for name in ["ospp-act-licensed.txt", "ospp-act-mixed.txt", "ospp-dstatus-four.txt", "ospp-act-count.txt"] {
            let text = try #require(TranscriptFixture.texts().first { $0.name == name }).text
                .replacing("\t", with: "        ")
            let found = TranscriptReader.read(TranscriptMutation.wrapped(text, at: width)).items
            let expected = TranscriptReader.read(text).items
            #expect(found.map(\.result) == expected.map(\.result), "\(name)")
            #expect(found.map(\.sku) == expected.map(\.sku) && found.map(\.code) == expected.map(\.code), "\(name)")
        }
    }

    @Test("An event without an error says what its status is")
    func event() {
        let event =
            "0x00000000, 0x00000000, kms.campus.example:1688, 00000000-0000-0000-0000-000000000001, "
            + "2026/03/02 10:14, 1, 1, 259200, 7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b, 5\n"
        #expect(TranscriptReader.read(event).items.map(\.result) == [.licensed])
    }

    private static func verdict(_ transcript: Transcript) throws -> TranscriptReport.Verdict {
        let errors = try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
        let products = try ProductCatalogue(yaml: RepositoryFile.text("config/products.yaml"), file: "products.yaml")
        return TranscriptReport(transcript, errors: errors, products: products).verdict
    }
}
