import ActivationDomain
import Foundation
import TestSupport
import Testing
import Transcripts

/// What `rollcall explain --transcript` prints.
struct TranscriptReportTests {
    @Test("The text names each product with its result, its code, the minutes and what to do")
    func text() throws {
        let report = try Self.report("window-batch-zh-tw.txt")
        let errors = try TranscriptFixture.errors()
        let cause = errors.entry(try #require(ErrorCode("0xC004F06C")))
        #expect(
            report.paragraphs(in: .english) == [
                .heading("slmgr.vbs"),
                .state("setting made, KMS host kms.campus.example"),
                .heading("slmgr.vbs: Windows(R), Education edition [windows]"),
                .state("failed"),
                .code("0xC004F074 (cause 0xC004F06C): \(cause.title.english)"),
                .advice(cause.advice.english),
                .heading("ospp.vbs: Office 21, Office21ProPlus2021VL_KMS_Client_AE edition [office-2021]"),
                .state("activated, as the script says"),
                .heading("event 12288: 7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b"),
                .state("failed, initial-grace, 41760 minutes left (29 days), KMS host kms.campus.example:1688"),
                .code("0xC004F074 (cause 0xC004F06C): \(cause.title.english)"),
                .advice(cause.advice.english),
                .closing("Not all is in order, or the transcript does not tell."),
            ]
        )
        let chinese = report.paragraphs(in: .traditionalChinese)
        #expect(chinese[4] == .code("0xC004F074 (真正原因 0xC004F06C): \(cause.title.traditionalChinese)"))
        #expect(chinese[5] == .advice(cause.advice.traditionalChinese))
        #expect(chinese.last == .closing("有產品未正常，或紀錄無法判斷。"))
    }

    @Test("The JSON has the same in words that do not change")
    func json() throws {
        #expect(
            try Self.json("ospp-dstatus-licensed.txt") == """
                {"cutOff":false,"items":[{"isKMSClient":true,"kmsHost":"kms.campus.example:1688","licenceStatus":"licensed",\
                "minutesRemaining":258642,"name":"Office 24, Office24ProPlus2024VL_KMS_Client_AE edition",\
                "product":"office-2024","result":"licensed","sku":"3a1f3b0c-5d2e-4c11-9a44-0b7d5e6f7a81","source":"ospp"}],\
                "scriptHost":"worked","verdict":"good"}
                """
        )
        let failed = try Self.json("slmgr-ato-F074-fr.txt")
        let entry = try TranscriptFixture.errors().entry(try #require(ErrorCode("0xC004F074")))
        for part in [
            #""code":"0xC004F074""#, #""class":"transient""#, #""symbol":"SL_E_VL_BINDING_SERVICE_UNAVAILABLE""#,
            #""en":"\#(entry.advice.english)""#, #""zh-Hant":"\#(entry.advice.traditionalChinese)""#,
            #""verdict":"not-all""#,
        ] {
            #expect(failed.contains(part))
        }
    }

    @Test("docs/json.md describes every key and word that is printed, and no other key")
    func documented() throws {
        let top = try DocumentTable(under: "## `rollcall explain --json --transcript FILE`", in: "docs/json.md")
        let below = try DocumentTable(
            under: "## `rollcall explain --json --transcript FILE`",
            headed: "key of `items`",
            in: "docs/json.md"
        )
        var (keys, itemKeys): (Set<String>, Set<String>) = ([], [])
        // Lines of several computers are in none of the files.
        let several = ["[PC-17] ", "[PC-18] "].map {
            $0 + "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
                + $0 + "Product activated successfully.\n"
        }.joined()
        let readings = try TranscriptFixture.names().map(TranscriptFixture.bytes) + [Array(several.utf8)]
        for bytes in readings {
            let report = try TranscriptFixture.report(TranscriptReader.read(bytes: bytes))
            let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
            keys.formUnion(try #require(object).keys)
            for key in ["verdict", "scriptHost"] { try expectWord(object, key, in: top) }
            for item in try #require(object?["items"] as? [[String: Any]]) {
                itemKeys.formUnion(item.keys)
                for key in ["source", "result", "licenceStatus", "scriptHost"] { try expectWord(item, key, in: below) }
            }
        }
        #expect(keys == top.keys)
        #expect(itemKeys == below.keys)
        #expect(top.words(of: "verdict").allSatisfy { TranscriptReport.Verdict(rawValue: $0) != nil })
        #expect(top.words(of: "scriptHost").allSatisfy { Transcript.ScriptHost(rawValue: $0) != nil })
        #expect(below.words(of: "scriptHost").allSatisfy { Transcript.ScriptHost(rawValue: $0) != nil })
        #expect(below.words(of: "source").allSatisfy { Transcript.Source(rawValue: $0) != nil })
        #expect(below.words(of: "result").allSatisfy { Transcript.Result(rawValue: $0) != nil })
        #expect(below.words(of: "licenceStatus").isSuperset(of: LicenceStatus.allCases.map(\.word)))
    }

    private func expectWord(_ object: [String: Any]?, _ key: String, in table: DocumentTable) throws {
        guard let word = object?[key] else { return }
        let text = try #require(word as? String)
        #expect(table.words(of: key).contains(text), "\(key) \(text)")
    }

    @Test(
        "The verdict is good only where all that is a KMS host's is shown to be in order",
        arguments: [
            ("slmgr-ato-en.txt", TranscriptReport.Verdict.good), ("ospp-act-licensed.txt", .good),
            ("slmgr-dlv-licensed-zh-tw.txt", .good), ("slmgr-skms-en.txt", .notAll), ("ospp-act-mixed.txt", .notAll),
            ("ospp-dstatus-four.txt", .notAll), ("ospp-act-cut.txt", .notAll), ("slmgr-ato-killed.txt", .notAll),
            ("slmgr-xpr-en.txt", .notAll), ("slmgr-remote-unreachable.txt", .notAll), ("event-12288.txt", .notAll),
            ("slmgr-dlv-host-en.txt", .nothing), ("ospp-act-no-keys.txt", .nothing), ("script-host-off.txt", .notAll),
        ]
    )
    func verdicts(_ name: String, _ verdict: TranscriptReport.Verdict) throws {
        #expect(try Self.report(name).verdict == verdict)
    }

    @Test("A code on the way to the computer is not taken for one on the way to the KMS host")
    func unreachable() throws {
        let line = try #require(try Self.report("slmgr-remote-unreachable.txt").lines.first)
        #expect(line.item.code?.text == "0x800706BA")
        #expect(line.entry?.code == .connectTimeout)
    }

    @Test("What no code explains has advice too, in both languages")
    func withoutCode() throws {
        for name in [
            "slmgr-ato-failed-no-code.txt", "slmgr-dli-grace-en.txt", "slmgr-xpr-en.txt", "ospp-sethst-no-kms.txt",
        ] {
            let report = try Self.report(name)
            for language in Language.allCases {
                let paragraphs = report.paragraphs(in: language)
                #expect(paragraphs.contains { if case .advice = $0 { true } else { false } }, "\(name)")
            }
        }
    }

    @Test("Days are rounded as the script itself rounds them")
    func days() throws {
        func states(_ name: String) throws -> [String] {
            try Self.report(name).paragraphs(in: .english).filter { if case .state = $0 { true } else { false } }.map(
                \.text
            )
        }
        #expect(
            try states("slmgr-dli-licensed-en.txt") == [
                "licensed, 253564 minutes left (177 days), KMS host kms.campus.example:1688"
            ]
        )
        #expect(
            try states("ospp-dstatus-licensed.txt") == [
                "licensed, 258642 minutes left (179 days), KMS host kms.campus.example:1688"
            ]
        )
    }

    // MARK: Parts

    private static func report(_ name: String) throws -> TranscriptReport {
        try TranscriptFixture.report(TranscriptReader.read(bytes: try TranscriptFixture.bytes(name)))
    }

    private static func json(_ name: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(try report(name)), as: UTF8.self)
    }
}
