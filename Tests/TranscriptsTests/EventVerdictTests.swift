import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// What a failed event says beside the success of a script, or of another event.
struct EventVerdictTests {
    private static let sku = "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b"
    private static let other = "3a1f3b0c-5d2e-4c11-9a44-0b7d5e6f7a81"
    private static let success =
        "Activating Windows(R), Education edition (\(sku)) ...\nProduct activated successfully.\n"

    private static func event(
        _ code: String,
        sku: String = sku,
        time: String = "2026/9/1 8:10",
        host: String = "kms1",
        client: String = "08c3bda0-c556-4b61-9e4e-7bf6d4df80be"
    ) -> String {
        let status = code == "0x0" ? 1 : 2
        return
            "Info:\n\(code), 0x0, \(host).campus.example:1688, \(client), \(time), 0, \(status), 41760, \(sku), 25\n\n"
    }

    private static func verdict(_ text: String) throws -> TranscriptReport.Verdict {
        try TranscriptFixture.report(TranscriptReader.read(text)).verdict
    }

    @Test("A failed event behind a success counts, whatever its product and code")
    func behind() throws {
        for event in [
            Self.event("0xC004F06C"), Self.event("0x800706BA"), Self.event("0x800706BA", sku: Self.other),
        ] {
            let transcript = TranscriptReader.read(Self.success + event)
            #expect(transcript.items.map(\.source) == [.slmgr, .event12288])
            #expect(try Self.verdict(Self.success + event) == .notAll)
            #expect(
                try Self.verdict("C:\\>slmgr.vbs /ato\n" + Self.success + "\nC:\\>wevtutil qe x\n" + event) == .notAll
            )
        }
        let office = try #require(TranscriptFixture.texts().first { $0.name == "ospp-act-licensed.txt" }).text
        #expect(try Self.verdict(office) == .good)
        #expect(try Self.verdict(office + Self.event("0xC004F06C")) == .notAll)
    }

    @Test("One before a success of the same product in the same console does not")
    func before() throws {
        let command = "C:\\>slmgr.vbs /ato\n" + Self.success
        #expect(try Self.verdict("C:\\>wevtutil qe x\n" + Self.event("0x800706BA") + command) == .good)
        #expect(
            try Self.verdict("C:\\>wevtutil qe x\n" + Self.event("0x800706BA", sku: Self.other) + command) == .notAll
        )
        // Without prompts it may be another computer's.
        #expect(try Self.verdict(Self.event("0x800706BA") + Self.success) == .notAll)
    }

    @Test("Nor does one that is older than a success of the same client, in whatever order the log is printed")
    func older() throws {
        let good = Self.event("0x0", host: "kms2")
        func isGood(_ failed: String) throws -> Bool {
            let verdicts = try [
                good + failed, failed + good, Self.success + good + failed, Self.success + failed + good,
            ].map(Self.verdict)
            #expect(Set(verdicts).count == 1)
            return verdicts.first == .good
        }
        #expect(try isGood(Self.event("0x800706BA", time: "2026/8/31 23:59")))
        // The next host was asked in the same minute.
        #expect(try isGood(Self.event("0x800706BA")))
        for failed in [
            Self.event("0x800706BA", host: "kms2"), Self.event("0x800706BA", time: "2026/9/1 8:11"),
            Self.event("0x800706BA", time: "2026/8/1 8:10", client: "18c3bda0-c556-4b61-9e4e-7bf6d4df80be"),
            Self.event("0x800706BA", sku: Self.other, time: "2026/8/1 8:10"),
        ] {
            #expect(try !isGood(failed), "\(failed)")
        }
        // Where the clock was wrong its time tells nothing, unless a script shows that it is right by now.
        let clock = Self.event("0xC004F06C", time: "2010/1/1 0:03")
        #expect(try Self.verdict(clock + good) == .notAll)
        #expect(try Self.verdict(Self.success + clock + good) == .good)
        #expect(try Self.verdict(Self.success + clock) == .notAll)
        let masked = "00000000-0000-0000-0000-000000000000"
        let failed = Self.event("0x800706BA", time: "2026/8/1 8:10", client: masked)
        #expect(try Self.verdict(Self.event("0x0", client: masked) + failed) == .notAll)
    }

    @Test("A second attempt in one console counts, and a listing before an attempt is its past")
    func attempts() throws {
        let failure = Self.success.replacing("Product activated successfully.", with: "Error: 0xC004F074 No host.")
        #expect(try Self.verdict("C:\\>slmgr.vbs /ato\n\(failure)\nC:\\>slmgr.vbs /ato\n\(Self.success)") == .good)
        #expect(try Self.verdict("C:\\>slmgr.vbs /ato\n\(Self.success)\nC:\\>slmgr.vbs /ato\n\(failure)") == .notAll)
        let grace = try #require(TranscriptFixture.texts().first { $0.name == "slmgr-dli-grace-en.txt" }).text
        #expect(try Self.verdict("C:\\>slmgr.vbs /dli\n\(grace)\nC:\\>slmgr.vbs /ato\n\(Self.success)") == .good)
        #expect(try Self.verdict("C:\\>slmgr.vbs /ato\n\(Self.success)\nC:\\>slmgr.vbs /dli\n\(grace)") == .notAll)
    }
}
