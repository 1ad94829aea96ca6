import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// What one computer's lines say is nothing of another's.
struct OtherComputersTests {
    private static let failure =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
        + "Error: 0xC004F074 No host answers.\n"
    private static let success =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
        + "Product activated successfully.\n"
    private static let banner =
        "Microsoft (R) Windows Script Host Version 5.812\nCopyright (C) Microsoft Corporation.\n\n"
    private static let office = """
        ---Processing--------------------------
        ---------------------------------------
        SKU ID: d450596f-894d-49e0-966a-fd39ed4c4c64
        LICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition
        LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel
        LICENSE STATUS:  ---LICENSED---
        ---------------------------------------
        ---Exiting-----------------------------

        """

    private static func listing() throws -> String {
        try #require(TranscriptFixture.texts().first { $0.name == "slmgr-dli-licensed-en.txt" }).text
            .replacing("Enterprise", with: "Education")
    }

    @Test(
        "A licence takes away no failure that may be another computer's",
        arguments: [
            ("C:\\>cscript //nologo slmgr.vbs PC-101 /ato\n", "C:\\>cscript //nologo slmgr.vbs PC-102 /dli\n"),
            ("C:\\>slmgr.vbs /ato\n", "C:\\>slmgr.vbs PC-102 /dli\n"), ("", "C:\\>slmgr.vbs PC-102 /dli\n"),
            ("PC-101\n", "PC-102\n"), ("PC-101\n" + banner, "PC-102\n" + banner),
            ("=== PC-101 8:10\n", "=== PC-102 8:11\n"),
            ("\\\\PC-101:\n" + banner, "cscript exited on PC-101 with error code 1.\n\\\\PC-102:\n" + banner),
            ("a@PC-101 C:\\Users\\a>cscript slmgr.vbs /ato\n", "a@PC-102 C:\\Users\\a>cscript slmgr.vbs /dli\n"),
            ("", ""), ("", banner), ("C:\\>activate\n", "C:\\>ssh PC-102\nC:\\>slmgr.vbs /dli\n"),
            ("C:\\>slmgr.vbs /ato\n", "PC-102\nC:\\>slmgr.vbs /dli\n"),
            ("PS C:\\>slmgr.vbs /ato\n", "[PC-102]: PS C:\\>slmgr.vbs /dli\n"),
        ]
    )
    func otherComputer(_ first: String, _ second: String) throws {
        let transcript = TranscriptReader.read(first + Self.failure + "\n" + second + (try Self.listing()))
        #expect(transcript.items.map(\.result) == [.failed, .licensed])
        #expect(try TranscriptFixture.report(transcript).verdict == .notAll)
    }

    @Test(
        "It does where one console shows both",
        arguments: [
            ("", "C:\\>\n"), ("C:\\>cscript slmgr.vbs /ato\n" + banner, "C:\\>cscript slmgr.vbs /dli\n" + banner),
            ("C:\\>slmgr.vbs PC-101 /ato\n", "C:\\>slmgr.vbs pc-101 /dli\n"),
            ("a@PC-101 C:\\>slmgr.vbs /ato\n", "a@PC-101 C:\\>ipconfig\n\nHost-1\na@PC-101 C:\\>slmgr.vbs /dli\n"),
        ]
    )
    func sameComputer(_ first: String, _ second: String) throws {
        let transcript = TranscriptReader.read(first + Self.failure + "\n" + second + (try Self.listing()))
        #expect(transcript.items.map(\.result) == [.failed, .licensed])
        #expect(try TranscriptFixture.report(transcript).verdict == .good)
    }

    @Test("Each prefixed computer is told of, even if nothing shows how it went", arguments: ["[%] ", "%: ", "% | "])
    func silent(_ form: String) throws {
        func lines(_ computer: String, _ text: String) -> String {
            text.split(separator: "\n").map { form.replacing("%", with: computer) + $0 + "\n" }.joined()
        }
        for line in ["Access is denied.", "ssh: connect to host PC-18 port 22: Connection timed out"] {
            let transcript = TranscriptReader.read(lines("PC-17", Self.success) + lines("PC-18", line))
            #expect(transcript.items.map(\.computer) == ["PC-17", "PC-18"], "\(line)")
            #expect(transcript.items.map(\.result) == [.activated, .unknown], "\(line)")
            #expect(try TranscriptFixture.report(transcript).verdict == .notAll)
        }
        let off = lines("PC-18", "Windows Script Host access is disabled on this machine.")
        let transcript = TranscriptReader.read(lines("PC-17", Self.success) + off)
        #expect(transcript.items.map(\.scriptHost) == [nil, .switchedOff])
        let closing = try TranscriptFixture.report(transcript).paragraphs(in: .english).map(\.text)
        #expect(closing.contains { $0.hasPrefix("PC-18: Windows Script Host") }, "\(closing)")
        #expect(!TranscriptReader.read(lines("PC-17", "Hello.") + lines("PC-18", "Hello.\nWorld.")).isRecognized)
    }

    @Test("A computer that psexec has not reached is told of")
    func unreached() throws {
        let rest =
            "cscript exited on PC-17 with error code 0.\nCouldn't access PC-18:\nThe network path was not found.\n"
        let transcript = TranscriptReader.read(Self.success + "\n" + rest)
        #expect(transcript.items.map(\.result) == [.activated, .unknown])
        #expect(try TranscriptFixture.report(transcript).verdict == .notAll)
    }

    @Test("One computer's prefix on each line is one too", arguments: ["[%] ", "%: ", "% | "])
    func oneComputer(_ form: String) throws {
        for text in [Self.success, Self.failure, Self.office, try Self.listing()] {
            let prefixed = text.split(separator: "\n").map { form.replacing("%", with: "PC-17") + $0 + "\n" }.joined()
            let (found, expected) = (TranscriptReader.read(prefixed), TranscriptReader.read(text))
            #expect(found.lines == expected.lines)
            #expect(found.items.allSatisfy { $0.computer == "PC-17" })
        }
    }

    @Test("The labels of ospp.vbs are never those of slmgr.vbs")
    func labels() {
        let text = "at 8: LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel\nat 9: LICENSE STATUS: x\n"
        #expect(TranscriptReader.read(text).items.isEmpty)
    }

    @Test(
        "A command whose output is missing is unknown beside the success of another",
        arguments: [
            "C:\\>cscript ospp.vbs /act\n", "C:\\>cscript ospp.vbs /act\n^C\nC:\\>",
            "C:\\>cscript //nologo ospp.vbs /act\nTerminate batch job (Y/N)? y\n", "C:\\>slmgr /ato\n",
            "C:\\>cscript ospp.vbs /act\n" + banner + "Input Error: Can not find script file \"C:\\ospp.vbs\".\n",
            "Input Error: Can not find script file \"C:\\Office16\\ospp.vbs\".\n",
            "C:\\>cscript ospp.vbs /act\n" + banner + "Eingabefehler: Skriptdatei \"C:\\ospp.vbs\" nicht gefunden.\n",
            "C:\\>cscript ospp.vbs /act\nWindows Script Host access is disabled on this machine.\n",
            "C:\\>cscript slmgr.vbs /ato\n'cscript' is not recognized as a command.\n",
        ]
    )
    func missingOutput(_ rest: String) throws {
        let transcript = TranscriptReader.read(
            "C:\\>cscript slmgr.vbs /ato\n" + Self.banner + Self.success + "\n" + rest
        )
        #expect(transcript.items.map(\.result) == [.activated, .unknown])
        #expect(try TranscriptFixture.report(transcript).verdict == .notAll)
        let before = TranscriptReader.read(rest + "\nC:\\>cscript slmgr.vbs /ato\n" + Self.success)
        #expect(before.items.map(\.result) == [.unknown, .activated])
    }

    @Test("One that was looked for in several folders and found is not, nor one behind a condition")
    func harmless() throws {
        let missing = Self.banner + "Input Error: Can not find script file \"C:\\ospp.vbs\".\n"
        let folders = TranscriptReader.read(missing + Self.banner + Self.office)
        #expect(folders.items.map(\.result) == [.licensed])
        let condition = "C:\\>if exist \"C:\\Office14\\ospp.vbs\" cscript \"C:\\Office14\\ospp.vbs\" /act\n\n"
        let transcript = TranscriptReader.read(condition + "C:\\>cscript slmgr.vbs /ato\n" + Self.success)
        #expect(try TranscriptFixture.report(transcript).verdict == .good)
    }
}
