import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// Computers whose names stand in a line before their output.
struct HeadedTranscriptTests {
    private static let announced =
        "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
    private static let success = announced + "Product activated successfully.\n"
    private static let failure = announced + "Error: 0xC004F074 No host answers.\n"

    @Test(
        "A computer whose lines do not show how it went is told of",
        arguments: [
            "=== % ===", "%", "\\\\%:", "[1/3] % ...", "Computer: %", "Processing % (192.0.2.7)",
            "*** %.campus.example",
            "正在處理 %", "電腦: %", "==> %.log <==", "Hostname=%", "Ordinateur : %", "::::::::\n%.log\n::::::::",
            "=== %  Fri 11/27/2026  9:15:50.10 ===", "Activating Windows on %", "--- LAB_A_% ---", "PC Name : %",
            "Client: %", "% is online", "端末名：%", "ok: [%]",
        ],
        ["", "Access is denied.\n", "It is not reachable.\n"]
    )
    func silent(_ form: String, _ line: String) throws {
        func heading(_ name: String) -> String { form.replacing("%", with: name) + "\n" }
        let text = heading("PC-01") + Self.success + heading("PC-02") + line + heading("PC-03") + Self.success
        let items = TranscriptReader.read(text).items
        #expect(items.map(\.result) == [.activated, .unknown, .activated])
        let names = items.map { $0.computer?.replacing("LAB_A_", with: "").prefix(5) }
        #expect(names == ["PC-01", "PC-02", "PC-03"])
        #expect(try TranscriptFixture.report(TranscriptReader.read(text)).verdict == .notAll)
    }

    @Test(
        "Steps are no computers",
        arguments: [("=== 1.Windows ===", "=== 2.Office ==="), ("[KMS-Windows]", "[KMS-Office]"), ("步驟1", "步驟2")]
    )
    func steps(_ first: String, _ second: String) {
        let text = first + "\n" + Self.success + second + "\n" + Self.failure
        #expect(TranscriptReader.read(text).items.map(\.computer) == [nil, nil])
    }

    @Test("A KMS host that is asked for beside the scripts is no computer of theirs")
    func kmsHost() throws {
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-dstatus-licensed.txt" }).text
        let host = try #require(TranscriptReader.read(office).items.first?.kmsHost?.prefix { $0 != ":" })
        for lines in [
            "ComputerName     : \(host)\n", "Connecting To \(host)...\n",
            "Reply from 192.0.2.1: bytes=32 time<1ms TTL=128\n",
            "    KeyManagementServiceName    REG_SZ    \(host)\n",
        ] {
            let text = lines + lines + office + lines + lines
            #expect(TranscriptReader.read(text).items.map(\.computer) == [nil], "\(lines)")
        }
    }

    @Test("A computer that is only named, in the shape of the others, is told of")
    func onlyNamed() throws {
        let text =
            "=== PC-01 ===\n\(Self.success)PC-02 offline\n=== PC-03 ===\n\(Self.success)Failed: 1 (PC-04)\n"
        let items = TranscriptReader.read(text).items
        #expect(items.map(\.computer) == ["PC-01", "PC-03", "PC-02", "PC-04"])
        #expect(items.map(\.result) == [.activated, .activated, .unknown, .unknown])
    }

    @Test("Transcripts of PowerShell name their computers, in any language and encoding")
    func powerShell() throws {
        func transcript(_ label: String, _ name: String, _ output: String) -> String {
            let stars = String(repeating: "*", count: 22) + "\n"
            let machine = "\(label): \(name) (Microsoft Windows NT 10.0.19045.0)\n"
            return stars + "Start\n" + machine + stars + "PS C:\\>slmgr.vbs /ato\n" + output + stars + "End\n" + stars
        }
        for label in ["Machine", "電腦"] {
            let text = transcript(label, "PC-17", Self.failure) + transcript(label, "PC-18", Self.success)
            let bytes: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            #expect(TranscriptReader.read(bytes: bytes).items.map(\.computer) == ["PC-17", "PC-18"], "\(label)")
            #expect(try TranscriptFixture.report(TranscriptReader.read(text)).verdict == .notAll)
            let retry = transcript(label, "PC-17", Self.failure + "\nPS C:\\>slmgr.vbs /ato\n" + Self.success)
            #expect(try TranscriptFixture.report(TranscriptReader.read(retry)).verdict == .good)
        }
    }

    @Test("Names of any kind are told behind marks, and addresses anywhere")
    func names() {
        for (form, first, second) in [
            ("=== % ===", "anna-pc", "lab.campus.example"), ("%", "192.0.2.7", "192.0.2.18"),
            ("%:", "LAB1-PC7", "LAB2-PC12"),
        ] {
            func heading(_ name: String) -> String { form.replacing("%", with: name) + "\n" }
            let items = TranscriptReader.read(heading(first) + Self.success + heading(second) + Self.failure).items
            #expect(items.map(\.computer) == [first, second], "\(form)")
            #expect(items.map(\.result) == [.activated, .failed], "\(form)")
        }
    }

    @Test("A computer's second attempt counts for it, and for no other")
    func again() throws {
        let first = "=== PC-01 ===\n" + Self.failure + "=== PC-02 ===\n" + Self.success
        let other = TranscriptReader.read(first + "=== PC-02 ===\n" + Self.success)
        #expect(try TranscriptFixture.report(other).verdict == .notAll)
        let own = TranscriptReader.read(first + "=== pc-01 ===\n" + Self.success)
        #expect(own.items.map(\.computer) == ["PC-01", "PC-01", "PC-02"])
        #expect(try TranscriptFixture.report(own).verdict == .good)
    }

    @Test(
        "Lines that are no computer's name part nothing",
        arguments: [
            "=== Step1 ===\n*=== Step2 ===\n", "=== Windows11 ===\n*=== Office2024 ===\n", "08:10:05\n*08:10:09\n",
            "2026-09-01T08:10:05Z\n*2026-09-01T08:10:09Z\n", "log1.txt\n*log2.txt\n", "PC-01 ok\n*PC-02 ok\n",
            "Name: kms1.campus.example\n*Name: kms2.campus.example\n", "PC-01\n*PC-01\n", "PC-01\n*LAB-02\n",
            "svr hostname = kms1.campus.example\n*svr hostname = kms2.campus.example\n", "*PC-01\nPC-02\n",
        ]
    )
    func noHeadings(_ text: String) throws {
        let transcript = TranscriptReader.read(text.replacing("*", with: Self.success + "\n"))
        #expect(transcript.items.map(\.result) == [.activated])
        #expect(transcript.items.first?.computer == nil)
        #expect(try TranscriptFixture.report(transcript).verdict == .good)
    }

    @Test("A list of the computers, before or behind, changes nothing")
    func lists() {
        let list = "PC-01\nPC-02\n"
        let text = "=== PC-01 ===\n" + Self.success + "=== PC-02 ===\n" + Self.success
        for text in [list + text, text + list, list + text + list] {
            let items = TranscriptReader.read(text).items
            #expect(items.map(\.result) == [.activated, .activated])
            #expect(items.map(\.computer) == ["PC-01", "PC-02"])
        }
    }

    @Test("What the console could not do is told beside a success, unless Office was found elsewhere")
    func refusals() throws {
        for line in [
            "The system cannot find the path specified.", "系統找不到指定的路徑。", "Access is denied.", "Zugriff verweigert",
            "指定されたパスが見つかりません。",
        ] {
            for text in [Self.success + line + "\n", Self.success + "\n" + line + "\n\n", line + "\n" + Self.success] {
                let transcript = TranscriptReader.read(text)
                #expect(Set(transcript.items.map(\.result)) == [.activated, .unknown], "\(text)")
                #expect(try TranscriptFixture.report(transcript).verdict == .notAll, "\(text)")
            }
            // Alone it is no transcript.
            #expect(!TranscriptReader.read(line + "\n").isRecognized)
        }
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
        let found = TranscriptReader.read(Self.success + "The system cannot find the path specified.\n" + office)
        #expect(try TranscriptFixture.report(found).verdict == .good)
        let other = "C:\\>del old.log\nAccess is denied.\n\nC:\\>slmgr.vbs /ato\n" + Self.success
        #expect(try TranscriptFixture.report(TranscriptReader.read(other)).verdict == .good)
    }
}
