import ActivationDomain
import Testing
import Transcripts

/// Lines behind a success or an announcement that look like the script's own, and events of few digits.
struct BehindSuccessTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let success = announced + "Product activated successfully.\n"
    private static let rest =
        "kms.campus.example:1688, 08c3bda0-c556-4b61-9e4e-7bf6d4df80be, 2026/1/14 2:30, 0, 1, 259200, "
        + "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b, 25\n"

    @Test(
        "What a batch file says behind a success is no state of the licence",
        arguments: [
            "Now Office:", "Log written to: C:\\temp\\log.txt", "Next step: restart",
            "Done.\nLicense Status: Grace period",
        ]
    )
    func echo(_ line: String) {
        for text in [Self.success + line + "\n", Self.success + "\n" + line + "\n"] {
            let items = TranscriptReader.read(text).items
            #expect(items.map(\.result) == [.activated], "\(text)")
            #expect(items.first?.status == nil, "\(text)")
        }
        let state = TranscriptReader.read(Self.success + "License Status: Extended grace period\n")
        #expect(state.items.first?.status == .extendedGrace)
    }

    @Test(
        "A refusal behind a success stands beside it",
        arguments: [
            "Access denied: the requested action requires elevated privileges.", "存取被拒: 要求的動作需要提升的權限。",
            "Zugriff verweigert: Die Aktion erfordert erhöhte Rechte.",
        ]
    )
    func refusal(_ line: String) {
        let transcript = TranscriptReader.read(Self.success + "\n" + line + "\n")
        #expect(transcript.items.map(\.result) == [.activated, .unknown])
    }

    @Test(
        "A sentence of a batch file is no result",
        arguments: ["Activation script finished successfully.", "Activation finished successfully."]
    )
    func doneSentence(_ line: String) {
        #expect(TranscriptReader.read(Self.announced + line + "\n").items.map(\.result) == [.unknown])
    }

    @Test("What a program of Windows prints behind its prompt is not slmgr's, and a batch file's may be")
    func programs() {
        let error = "Error: 0x80070005 Access is denied.\n\n"
        let command = "C:\\>cscript //nologo slmgr.vbs /ato\n" + Self.success
        for program in ["gpupdate /force", "sfc.exe /scannow", "C:\\Windows\\System32\\net.exe start x"] {
            let before = TranscriptReader.read("C:\\>\(program)\n" + error + command)
            #expect(before.items.map(\.result) == [.activated], "\(program)")
            let behind = TranscriptReader.read(command + "\nC:\\>\(program)\n" + error)
            #expect(behind.items.map(\.result) == [.activated], "\(program)")
        }
        let licensing = "C:\\>net start x\nError: 0xC004F074 No host answers.\n\n"
        #expect(TranscriptReader.read(licensing + command).items.map(\.result) == [.failed, .activated])
        for batch in ["activate", "activate.bat", "sc query x & activate.bat"] {
            let behind = TranscriptReader.read(command + "\nC:\\>\(batch)\n" + error)
            #expect(behind.items.map(\.result) == [.activated, .failed], "\(batch)")
        }
    }

    @Test("The codes of events may have few digits, and no failure hides beside one")
    func shortCodes() {
        let good = "0x0, 0x8, " + Self.rest
        let bad = "0xC004F06C, 0x8, " + Self.rest
        #expect(TranscriptReader.read("Info:\n" + good).items.map(\.result) == [.licensed])
        for text in [good + "\nInfo:\n" + bad, bad + "\nInfo:\n" + good, "Info: " + bad + "Info: " + good] {
            let items = TranscriptReader.read(text).items
            #expect(Set(items.map(\.result)) == [.licensed, .failed], "\(text)")
            #expect(items.contains { $0.innerCode == ErrorCode("0xC004F06C") })
        }
        let host = "0x0, 5, pc-17.campus.example, " + Self.rest.dropFirst(25)
        #expect(TranscriptReader.read(host).items.map(\.source) == [.event12290])
        for text in ["flags 0x5, 3, foo\n", "0x0, 0x8, 3, foo\n", "0x10, 0x20, name, other\n"] {
            #expect(!TranscriptReader.read(text).isRecognized, "\(text)")
        }
    }

    @Test("Event 12289 is not taken for 12288")
    func answer() {
        for codes in ["0x00000000, 0x00000000", "0x0, 0x0"] {
            let items = TranscriptReader.read("Info:\n\(codes), 1, 0, 30, 120, 10080, 2026/09/01 08:10\n").items
            #expect(items.map(\.line) == ["event-12289 unknown"])
        }
        let failed = TranscriptReader.read("0xC004F038, 0x00000000, 0, 0, 12, 120, 10080, 2026/09/01 08:10\n")
        #expect(failed.lines == ["event-12289 failed code=0xC004F038"])
    }
}
