import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// What consoles say beside the scripts: that they are others, that they know no script, that something was undone.
struct ConsoleSignsTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let success = announced + "Product activated successfully.\n"
    private static let failure = announced + "Error: 0xC004F074 No host answers.\n"
    private static let banner =
        "Microsoft Windows [Version 10.0.19045.4529]\n(c) Microsoft Corporation. All rights reserved.\n\n"

    private static func verdict(_ text: String) throws -> TranscriptReport.Verdict {
        try TranscriptFixture.report(TranscriptReader.read(text)).verdict
    }

    @Test(
        "Another console's success takes no failure away",
        arguments: [
            (banner, banner), ("C:\\>hostname\nZEUS\n\n", "C:\\>hostname\nHERA\n\n"),
            ("C:\\>whoami\npc-17\\admin\n\n", "C:\\>whoami.exe\npc-18\\admin\n\n"),
            (
                "C:\\>ipconfig\n\n   IPv4 Address. . . . : 192.0.2.17\n\n",
                "C:\\>ipconfig /all\n\n   IPv4-Adresse . . . . : 192.0.2.18(Bevorzugt)\n\n"
            ),
        ]
    )
    func otherConsole(_ first: String, _ second: String) throws {
        let command = "C:\\>cscript //nologo slmgr.vbs /ato\n"
        let text = first + command + Self.failure + "\n" + second + command + Self.success + "\nC:\\>"
        #expect(TranscriptReader.read(text).items.map(\.result) == [.failed, .activated])
        #expect(try Self.verdict(text) == .notAll)
    }

    @Test(
        "One console's does, whatever else was typed",
        arguments: [
            "C:\\>cmd\n" + banner, "C:\\>ver\n\nMicrosoft Windows [Version 10.0.19045.4529]\n\n",
            "C:\\>hostname\nPC-17\n\nC:\\>hostname\nPC-17\n\n",
            "C:\\>whoami\npc-17\\ann\n\nC:\\>whoami\npc-17\\bob\n\n",
            "C:\\>ipconfig\n\n   IPv4 Address: 192.0.2.17\n   IPv4 Address: 198.51.100.17\n\n",
        ]
    )
    func sameConsole(_ between: String) throws {
        let command = "C:\\>cscript //nologo slmgr.vbs /ato\n"
        #expect(
            try Self.verdict(Self.banner + command + Self.failure + "\n" + between + command + Self.success) == .good
        )
    }

    @Test(
        "What the console or the script host says behind a success stands beside it",
        arguments: [
            "'ospp.vbs' is not recognized as an internal or external command,\noperable program or batch file.",
            "'ospp.vbs' 不是內部或外部命令、可執行的程式或批次檔。",
            "Now Office\nCScript-Fehler: Fehler beim Laden Ihrer Einstellungen. (Zugriff verweigert )",
            "CScript 錯誤: 載入您的設定失敗。 (存取被拒。 )", "Accès refusé.", "Odmowa dostępu.", "액세스가 거부되었습니다.",
            "O sistema não pode encontrar o caminho especificado.", "Системе не удается найти указанный путь.",
            "此程式已被群組原則封鎖。如需其他資訊，請連絡您的系統管理員。",
            "Dieses Programm wurde durch eine Gruppenrichtlinie blockiert. Weitere Informationen erhalten Sie vom Administrator.",
            "Uninstalled product key successfully.",
            "Command completed successfully.\nPlease restart the system for the changes to take effect.",
            "Installed product key AAAAA-BBBBB-CCCCC-DDDDD-EEEEE successfully.",
            "ERROR CODE: 0xC004F074\nERROR DESCRIPTION: No host answers.", "• LICENSE STATUS:  ---NOTIFICATIONS---",
            "out.txt:8:ERROR CODE: 0xC004F038", "ERRORLEVEL=-1073418124", "[FAIL] Office 0xC004F038",
            "pc18 : ok=0 changed=0 unreachable=1 failed=0", "PC-18  Failed  Returned error code: 1618",
        ]
    )
    func behindSuccess(_ lines: String) throws {
        #expect(try Self.verdict(Self.success) == .good)
        #expect(try Self.verdict(Self.success + lines + "\n") == .notAll)
    }

    @Test(
        "A success is one also in a reply, a list, a numbered text, with the times of a batch file and the blanks of mail",
        arguments: [
            "> ", ">> ", ">", "• ", "- ", "* ", "#. ", "  #  ", "#\t", "#: ", "# | ", "Fr 27.11.2026  8:10:05,45 ",
            "Fri 11/27/2026  8:10:05.45 ", "2026/11/27 上午 08:10:05 ", "\u{A0}",
        ]
    )
    func marked(_ mark: String) throws {
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
        for text in [Self.success, office] {
            let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            let marked = lines.enumerated().map { number, line in
                mark.replacing("#", with: "\(number + 1)")
                    + (mark == "\u{A0}" ? String(line).replacing(" ", with: mark) : String(line)) + "\n"
            }.joined()
            let found = TranscriptReader.read(marked)
            #expect(found.items.map(\.result) == TranscriptReader.read(text).items.map(\.result), "\(marked)")
            #expect(found.items.allSatisfy { $0.computer == nil }, "\(marked)")
            #expect(try TranscriptFixture.report(found).verdict == .good, "\(marked)")
        }
    }

    @Test("A reply has words of one's own beside what it quotes")
    func reply() throws {
        let quoted = Self.success.split(separator: "\n").map { "> \($0)\n" }.joined()
        #expect(try Self.verdict("Hello,\nsee below.\n\n" + quoted) == .good)
    }

    @Test(
        "What look-ups print is no setting, and nothing beside a success",
        arguments: [
            "kms.campus.example\tinternet address = 192.0.2.1",
            "DNS suffix: cs.campus.example -> using kms.campus.example",
        ]
    )
    func lookUps(_ line: String) throws {
        #expect(TranscriptReader.read(line + "\n").items.isEmpty)
        #expect(try Self.verdict(Self.success + "\n" + line + "\n" + Self.success) == .good)
        let retry = "C:\\>slmgr.vbs /ato\n" + Self.failure + "\nC:\\>echo %ERRORLEVEL%\n0\n\nC:\\>slmgr.vbs /ato\n"
        #expect(try Self.verdict(retry + Self.success) == .good)
    }

    @Test(
        "A host that was typed is the one that is set, however the sentence is built",
        arguments: [
            "키 관리 서비스 컴퓨터 이름을 kms.campus.example:1688(으)로 설정했습니다.",
            "Имя компьютера службы управления ключами успешно задано: kms.campus.example:1688.",
        ]
    )
    func settings(_ sentence: String) {
        let text =
            "C:\\>cscript //nologo slmgr.vbs /skms KMS.campus.example:1688\n\(sentence)\n\n"
            + "C:\\>cscript //nologo slmgr.vbs /ato\n\(Self.success)\nC:\\>"
        let items = TranscriptReader.read(text).items
        #expect(items.map(\.result) == [.settingMade, .activated])
        #expect(items.first?.kmsHost?.lowercased() == "kms.campus.example:1688")
    }

    @Test("A command as long as the console is wide, but for one column, ends there", arguments: [true, false])
    func fullWidth(isGood: Bool) {
        let command = "C:\\Users\\aaaaaaaaaaaaaaaaaa>cscript //nologo C:\\Windows\\System32\\slmgr.vbs /ato"
        let outcome = isGood ? "已成功啟用產品。" : "錯誤: 0xC004F074 無法連絡任何金鑰管理服務 (KMS)。"
        let text =
            command
            + "\n正在啟用 Windows(R), ProfessionalWorkstation edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e\n4f5a6b) ...\n"
            + outcome + "\n\nC:\\>"
        let items = TranscriptReader.read(text).items
        #expect(items.map(\.result) == [isGood ? .activated : .failed])
        #expect(items.first?.sku == "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b")
    }

    @Test("A licence by Active Directory is whole with the id of its object")
    func directory() throws {
        let text = """
            Name: Windows(R), Education edition
            Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel
            Partial Product Key: AB2CD
            License Status: Licensed
            Volume activation expiration: 253564 minute(s) (177 day(s))

            Most recent activation information:
            AD Activation client information
                Activation Object name: Windows-AO
                AO DN: CN=x,CN=Activation Objects,DC=campus,DC=example
                AO extended PID: 03612-03308-000-000001-03-1028-19045.0000-2452026
                AO activation ID: 7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b
            """
        #expect(try Self.verdict(text) == .good)
        #expect(
            try Self.verdict(String(text[..<(try #require(text.firstRange(of: "    AO act")).lowerBound)])) == .notAll
        )
    }

    @Test("A host's port that the console has broken is whole", arguments: [1, 2, 3, 12])
    func brokenPort(_ digits: Int) throws {
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-dstatus-licensed.txt" }).text
        let line = try #require(
            office.split(whereSeparator: \.isNewline).first { $0.contains("KMS machine") && $0.hasSuffix(":1688") }
        )
        let place = try #require(line.split(separator: " ").last)
        let label = line.dropLast(place.count)
        let long = label + String(repeating: "k", count: 80 + digits - label.count - place.count - 1) + "." + place
        let text = office.replacing(line, with: long.prefix(80) + "\n" + long.dropFirst(80))
        let host = try #require(TranscriptReader.read(text).items.first?.kmsHost)
        #expect(host.hasSuffix(place) && host.hasPrefix("k"), "\(host)")
    }

    @Test("A log of thousands of events is read, and each failure has its own cause")
    func manyEvents() throws {
        func event(_ minute: Int, _ code: String) -> String {
            "Info:\n\(code), 0x0, kms1.campus.example:1688, 08c3bda0-c556-4b61-9e4e-7bf6d4df80be, "
                + "2026/9/1 \(minute / 60):\(minute % 60), 0, 2, 41760, 7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b, 25\n\n"
        }
        let pairs = (0..<600).map { Self.failure + "\n" + event($0, $0 % 2 == 0 ? "0xC004F06C" : "0x800706BA") }
        let lines = try TranscriptFixture.report(TranscriptReader.read(pairs.joined())).lines.map(\.item)
            .filter { $0.source == .slmgr }
        #expect(lines.count == 600)
        for (index, item) in lines.enumerated() {
            let cause = ErrorCode(hresult: index % 2 == 0 ? 0xC004_F06C : 0x8007_06BA)
            guard item.innerCode != cause else { continue }
            Issue.record("\(index): \(item)")
            break
        }
        #expect(try Self.verdict((0..<1200).map { event($0, "0x800706BA") }.joined()) == .notAll)
    }
}
