import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// Commands that reach other computers, and what the tools for it say.
struct RemoteConsoleTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let success = announced + "Product activated successfully.\n"
    private static let failure = announced + "Error: 0xC004F074 No host answers.\n"

    private static func office() throws -> String {
        try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
    }

    private static func verdict(_ text: String) throws -> TranscriptReport.Verdict {
        try TranscriptFixture.report(TranscriptReader.read(text)).verdict
    }

    @Test(
        "A success on another computer takes away no failure, whatever way leads there",
        arguments: [
            "ssh adm@% cscript slmgr.vbs /ato", "ssh -l adm % cscript slmgr.vbs /ato",
            "winrs -r:% cscript slmgr.vbs /ato",
            "psexec \\\\% cscript slmgr.vbs /ato", "plink -batch adm@% cscript slmgr.vbs /ato",
            "Invoke-Command -ComputerName % { cscript slmgr.vbs /ato }", "icm % { cscript slmgr.vbs /ato }",
            "$pc=\"%\"; cscript slmgr.vbs $pc /ato", "cscript slmgr.vbs % /ato", "slmgr % /ato",
        ]
    )
    func ways(_ command: String) throws {
        func run(_ computer: String, _ output: String) -> String {
            "C:\\>" + command.replacing("%", with: computer) + "\n" + output + "\n"
        }
        #expect(try Self.verdict(run("PC-17", Self.failure) + run("PC-18", Self.success)) == .notAll)
        #expect(
            try Self.verdict(run("PC-17", Self.failure) + "C:\\>cscript slmgr.vbs /ato\n" + Self.success) == .notAll
        )
        guard !command.contains("$") else { return }
        let again = run("PC-17", Self.failure) + "C:\\>w32tm /resync\n\n" + run("pc-17", Self.success)
        #expect(try Self.verdict(again) == .good)
    }

    @Test("A variable may be another computer each time, and so may a console of another Windows")
    func unknownComputers() throws {
        let variable = "C:\\>cscript slmgr.vbs %PC% /ato\n"
        #expect(try Self.verdict(variable + Self.failure + "\n" + variable + Self.success) == .notAll)
        for (first, second) in [
            ("Microsoft Windows [Version 10.0.19045.1]", "Microsoft Windows [Version 10.0.26100.1]"),
            ("COMPUTERNAME=PC-17", "COMPUTERNAME=PC-18"), ("Host Name:   PC-17", "Host Name:   PC-18"),
        ] {
            func console(_ line: String, _ output: String) -> String {
                "C:\\>set\n\(line)\nC:\\>slmgr.vbs /ato\n\(output)\nC:\\>\n"
            }
            #expect(try Self.verdict(console(first, Self.failure) + console(second, Self.success)) == .notAll)
            #expect(try Self.verdict(console(first, Self.failure) + console(first, Self.success)) == .good)
        }
    }

    @Test("Computers are named where that gives away no password")
    func names() {
        for (command, name) in [
            ("cscript slmgr.vbs PC-17 adm S3cret /ato", "PC-17"), ("ssh adm@pc-17 cscript slmgr.vbs /ato", "pc-17"),
            ("psexec \\\\PC-17 -u adm -p S3cret cscript slmgr.vbs /ato", "PC-17"), ("slmgr.vbs /ato", nil),
            ("psexec -u adm -p S3cret cscript slmgr.vbs /ato", nil),
            ("winrs -r:PC-17 -p:S3cret cscript slmgr.vbs /ato", "PC-17"),
        ] {
            let items = TranscriptReader.read("C:\\>\(command)\n" + Self.success).items
            #expect(items.map(\.computer) == [name], "\(command)")
        }
        let session = TranscriptReader.read("[PC-17]: PS C:\\>slmgr.vbs /ato\n" + Self.success)
        #expect(session.items.map(\.computer) == ["PC-17"])
    }

    @Test(
        "What was not reached or not run is told beside a success, before it and behind it",
        arguments: [
            "Error 0x800706BA occurred in connecting to server PC-16. The RPC server is unavailable.",
            "ssh: connect to host pc-16 port 22: Connection refused", "Host key verification failed.",
            "adm@pc-16: Permission denied (publickey,password).", "Connection closed by 192.0.2.16 port 22",
            "[PC-16] Connecting to remote server PC-16 failed with the following error message : WinRM cannot complete.",
            "    + FullyQualifiedErrorId : CannotConnect,PSSessionStateBroken", "Winrs error:Access is denied.",
            "Error establishing communication with PsExec service on PC-16:",
            "cscript exited on PC-16 with error code -1073418124.", "cscript exited on PC-16 with error code 1.",
            "C:\\Windows\\System32\\slmgr.vbs(1131, 5) (null): 0x80041014",
            "CScript Error: Loading your settings failed.",
            "C:\\Office16\\OSPP.VBS(26, 1) Microsoft VBScript runtime error: ActiveX component can't create object",
            "Usage: slmgr.vbs [MachineName [User Password]] [<Option>]", "Error: product not found.",
            "エラー: 製品が見つかりません。",
            "输入错误: 无法找到脚本文件“C:\\Office16\\slmgr.vbs”。", "Invalid combination of command parameters.",
        ]
    )
    func notRun(_ line: String) throws {
        let office = try Self.office()
        for good in [Self.success, office] {
            for text in [good + line + "\n", line + "\n" + good] {
                #expect(try Self.verdict(text) == .notAll, "\(text)")
            }
        }
    }

    @Test("A shell of Linux shows commands too, and a long command may be broken by the console")
    func shells() throws {
        for prompt in ["adm@linux:~$ ", "[root@mgmt ~]# ", "$ "] {
            func run(_ computer: String, _ output: String) -> String {
                prompt + "ssh adm@\(computer) cscript slmgr.vbs /ato\n" + output
            }
            #expect(try Self.verdict(run("pc-17", Self.success) + run("pc-18", Self.success)) == .good)
            #expect(try Self.verdict(run("pc-17", Self.success) + run("pc-18", "")) == .notAll)
            #expect(try Self.verdict(run("pc-17", Self.failure) + run("pc-17", Self.success)) == .good)
            #expect(try Self.verdict(run("pc-17", Self.failure) + run("pc-18", Self.success)) == .notAll)
        }
        func run(_ computer: String, _ outcome: String) -> String {
            let command = "C:\\Office16>cscript //nologo C:\\Windows\\System32\\slmgr.vbs \(computer) /ato"
            return Self.broken(command) + Self.broken(String(Self.announced.dropLast())) + outcome + "\n\n"
        }
        let (failed, good) = ("Error: 0xC004F074 No host answers.", "Product activated successfully.")
        #expect(try Self.verdict(run("PC-17", failed) + run("PC-18", good)) == .notAll)
        #expect(try Self.verdict(run("PC-17", failed) + run("PC-17", good)) == .good)
    }

    /// A line as a console of 40 columns shows it.
    private static func broken(_ line: String) -> String {
        var (rest, text) = (line[...], "")
        while !rest.isEmpty {
            text += rest.prefix(40) + "\n"
            rest = rest.dropFirst(40)
        }
        return text
    }

    @Test("A command that runs several scripts needs as many outcomes")
    func several() throws {
        let both = "C:\\>cscript slmgr.vbs /ato & cscript ospp.vbs /act\n"
        let office = try Self.office()
        #expect(try Self.verdict(both + Self.success + office + "\nC:\\>\n") == .good)
        #expect(try Self.verdict(both + Self.success + "\nC:\\>\n") == .notAll)
        let two = "C:\\>slmgr.vbs PC-17 /ato & slmgr.vbs PC-18 /ato\n" + Self.failure + Self.success
        #expect(try Self.verdict(two) == .notAll)
        #expect(TranscriptReader.read(two).items.allSatisfy { $0.computer == nil })
    }

    @Test("A script that one computer lacks is not found by another's")
    func missingScript() throws {
        let missing = "Input Error: Can not find script file \"C:\\Office16\\OSPP.VBS\".\n"
        let office = try Self.office()
        func lab(_ first: String, _ second: String) -> String { "=== PC-17 ===\n\(first)=== PC-18 ===\n\(second)" }
        let items = TranscriptReader.read(lab(Self.success + missing, Self.success + office)).items
        #expect(items.first { $0.computer == "PC-17" && $0.source == .ospp }?.result == .unknown)
        #expect(try Self.verdict(lab(Self.success + office, Self.success + missing)) == .notAll)
        // Looked for in two folders of one.
        #expect(try Self.verdict(lab(Self.success + missing + office, Self.success + office)) == .good)
        let act = ["(x86)\\", ""].map { "C:\\>cscript //nologo \"C:\\Program Files \($0)Office16\\ospp.vbs\" /act\n" }
        #expect(try Self.verdict(act[0] + office + "\n" + act[1] + missing + "\nC:\\>\n") == .good)
    }

    @Test("What went well is not told of as if it had not")
    func fine() throws {
        for line in [
            "cscript exited on PC-16 with error code 0.", "SUCCESS: The process \"WINWORD.EXE\" has been terminated.",
            "ERROR: The process \"WINWORD.EXE\" not found.", "Connection to pc-16 closed.",
            "PsExec v2.43 - Execute processes remotely\nCopyright (C) 2001-2023 Mark Russinovich\nSysinternals - www.sysinternals.com",
        ] {
            let transcript = TranscriptReader.read(Self.success + line + "\n")
            #expect(transcript.items.map(\.result) == [.activated], "\(line)")
        }
    }

    @Test("The code with which psexec says that a script ended counts where its output is missing")
    func exitCode() throws {
        let line = "cscript exited on PC-16 with error code -1073418124.\n"
        let alone = try #require(TranscriptReader.read(line).items.first)
        #expect(alone.result == .failed && alone.code == ErrorCode("0xC004F074"))
        #expect(TranscriptReader.read(Self.failure + line).items.count == 1, "the script has said so itself")
    }

    @Test("Tools that print a line for each computer part its lines, in the forms of their own")
    func tools() throws {
        let ansible =
            "pc17 | CHANGED | rc=0 >>\n\(Self.success)\npc18 | UNREACHABLE! => {\n    \"unreachable\": true\n}\n"
        let pssh =
            "[1] 10:15:00 [FAILURE] pc18 Exited with error code 255\n[2] 10:15:03 [SUCCESS] pc17\n\(Self.success)"
        let pdsh = Self.success.split(separator: "\n").map { "pc17: \($0)\n" }.joined()
        for text in [ansible, pssh, pdsh + "pdsh@adm: pc18: ssh exited with exit code 255\n"] {
            let items = TranscriptReader.read(text).items
            #expect(Set(items.map(\.computer)) == ["pc17", "pc18"], "\(text)")
            #expect(items.first { $0.computer == "pc17" }?.result == .activated)
            #expect(items.first { $0.computer == "pc18" }?.result == .unknown)
        }
    }

    @Test("Cloned computers have one client's id: an event of the one says nothing of the other")
    func clones() throws {
        func event(_ code: String, _ minute: Int, _ status: Int, _ computer: String) -> String {
            "<Event><System><Computer>\(computer)</Computer></System><EventData><Data>\(code), 0x0, "
                + "kms.campus.example:1688, 08c3bda0-c556-4b61-9e4e-7bf6d4df80be, 2026/9/1 8:\(minute), 0, \(status), 9, "
                + "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b, 25</Data></EventData></Event>\n"
        }
        let failed = event("0xC004F038", 10, 2, "PC-17")
        #expect(try Self.verdict(failed + event("0x0", 15, 1, "PC-17")) == .good)
        #expect(try Self.verdict(failed + event("0x0", 15, 1, "PC-18")) == .notAll)
        // What the state was before; the script shows that the clock is right by now.
        let clock = event("0xC004F06C", 10, 2, "PC-17") + event("0x0", 15, 2, "PC-17")
        #expect(try Self.verdict("C:\\>slmgr.vbs /ato\n" + Self.success + "\nC:\\>wevtutil qe x\n" + clock) == .good)
        #expect(try Self.verdict(clock) == .notAll)
        let remote =
            "C:\\>wevtutil qe Application /r:PC-17\nInfo:\n0x800706BA, 0x0, kms.campus.example:1688, "
            + "08c3bda0-c556-4b61-9e4e-7bf6d4df80be, 2026/9/1 8:10, 0, 2, 9, 7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b, 25\n"
        #expect(try Self.verdict(remote + "\nC:\\>slmgr.vbs /ato\n" + Self.success) == .notAll)
    }
}
