import ActivationDomain
import Testing
import Transcripts

/// What other programs print, whose codes look like those of the licensing scripts.
struct OtherProgramsTests {
    private static let logs = [
        "DISM failed. Error: 0x800f081f\n",
        "DISM failed. Error: 0x80070002\n",
        "[    1.000000] foo: 0xC0001000\n",
        "[    0.512345] pci 0000:00:1f.2: BAR 5: 0x80070005 is taken\n[    0.6] done\n",
        """
        Deployment Image Servicing and Management tool
        Version: 10.0.19041.844

        Image Version: 10.0.19045.3803

        Error: 0x80070002 The system cannot find the file specified.

        """,
        """
        Error: 0x800f081f

        The source files could not be found.
        Use the "Source" option to specify the location of the files that are required to restore the feature.

        """,
        """
        2026-03-02 10:14:07, Error                 DISM   DISM.EXE: pid=4312 failed: 0x800f081f
        2026-03-02 10:14:08, Info                  DISM   DISM.EXE: hr:0x80070002 ended

        """,
        """
        2026-03-02 10:11:12, Info                  CBS    Repair failed: Missing payload [HRESULT = 0x800f081f]
        2026-03-02 10:11:12, Error                 CSI    00000012 (F) STATUS_OBJECT_NAME_NOT_FOUND: 0xC0000034 in sfc

        """,
        """
        2026/03/02 10:12:01.1234567 1234  5678  Agent           *FAILED* [80240438] Search: 0x80240438
        2026/03/02 10:12:02.1234567 1234  5678  ProtocolTalker  PT: Calling GetConfig failed, error: 0x80070005

        """,
        "Installation Failure: Windows failed to install the following update with error 0x80070643: Security Update.\n",
        "MSI (s) (A4:B0) [10:11:12:123]: Product: Tool -- Installation failed. Error code: 0x80070643\n",
        "MainEngineThread is returning 1603\nMSI (c): Fehler: 0x80070005 Zugriff verweigert\n",
        """
        The type of the file system is NTFS.
        Stage 1: Examining basic file system structure ...
        An unspecified error occurred (0x80070570 75dd3a).
        Failed to transfer logged messages to the event log with status 50: 0x80070032 x

        """,
        "Add-WindowsCapability : Add-WindowsCapability failed. Error code = 0x800f0954\n",
        """
        Error: 0x80070005 Access is denied.
        copied 1
        copied 2
        copied 3
        copied 4
        copied 5

        """,
    ]

    @Test("The codes of another program's log are none of slmgr.vbs", arguments: logs)
    func alone(_ log: String) {
        for text in [log, log.replacing("\n", with: "\r\n"), String(log.dropLast()), "C:\\>dism\n" + log + "C:\\>\n"] {
            let transcript = TranscriptReader.read(text)
            #expect(!transcript.isRecognized, "\(transcript.lines)")
        }
    }

    @Test("Another program's log before or behind a transcript changes nothing of what that says", arguments: logs)
    func beside(_ log: String) throws {
        for name in ["slmgr-ato-zh-tw.txt", "slmgr-dli-licensed-en.txt", "ospp-act-licensed.txt"] {
            let text = try #require(TranscriptFixture.texts().first { $0.name == name }).text
            let expected = TranscriptReader.read(text).lines
            #expect(TranscriptReader.read(text + "done\n" + log).lines == expected, "\(name) and the log")
            #expect(TranscriptReader.read(log + text).lines == expected, "the log and \(name)")
        }
    }

    @Test(
        "An error that stands alone is one of slmgr.vbs, in each language, broken off or not",
        arguments: [
            "Error: 0x80070005 Access denied: the requested action requires elevated privileges",
            "Fehler: 0x8007232B Der DNS-Name ist nicht vorhanden.", "Erreur : 0x80070005 Accès refusé",
            "エラー: 0x8007007B ファイル名が正しくありません", "錯誤：0x80070005 存取被拒", "오류: 0x8007232B 이름이 없습니다.",
            "Lỗi: 0x80070005 Truy nhập", "Error: 0x8007000D The data\nis invalid, and the console\nis narrow",
            "Ошибка: 0x80070005 Отказано",
        ]
    )
    func errors(_ text: String) {
        for text in [text, text + "\n", "C:\\>\n" + text + "\n\nC:\\>\n"] {
            let transcript = TranscriptReader.read(text)
            #expect(transcript.items.map(\.result) == [.failed], "\(text): \(transcript.lines)")
        }
    }
}
