import ActivationDomain
import TestSupport
import Testing
import Transcripts

/// Structure, codes and breaks of the fixtures are those of real output; names, hosts and most sentences are not.
struct TranscriptReaderTests {
    @Test("Each fixture says what its script meant")
    func fixtures() throws {
        let names = try TranscriptFixture.names()
        let expected = try TranscriptFixture.expected()
        #expect(Set(names) == Set(expected.keys), "each fixture has an expectation, and the other way round")
        for name in names {
            let transcript = TranscriptReader.read(bytes: try TranscriptFixture.bytes(name))
            #expect(transcript.lines == expected[name], "\(name)")
        }
    }

    @Test("A script host that is off or away is told from one that has worked")
    func scriptHost() throws {
        func state(_ name: String) throws -> Transcript.ScriptHost {
            TranscriptReader.read(bytes: try TranscriptFixture.bytes(name)).scriptHost
        }
        #expect(try state("script-host-off.txt") == .switchedOff)
        #expect(try state("script-host-missing-zh-tw.txt") == .missing)
        #expect(try state("slmgr-ato-en.txt") == .worked)
        #expect(try state("event-12288.txt") == .unknown)
        let engine = #"CScript Error: Can't find script engine "VBScript" for script "C:\Windows\System32\slmgr.vbs"."#
        #expect(TranscriptReader.read(engine + "\n").scriptHost == .missing)
        let shell = "cscript : The term 'cscript' is not recognized as the name of a cmdlet.\n"
        #expect(TranscriptReader.read(shell).scriptHost == .missing)
    }

    @Test(
        "What no script has printed is no transcript",
        arguments: [
            "", "\n\n", "Hello, world.\n", "C:\\>dir\n Volume in drive C has no label.\n", "name,address,asset_tag\n",
            "Pinging 192.0.2.1 with 32 bytes of data:\nReply from 192.0.2.1: Destination host unreachable.\n",
            "Ping request could not find host kms.campus.example. Please check the name and try again.\n",
            "Trying 192.0.2.17...\n", "-----------------------------------------------\n", "Error: 0xC004F07\n",
            "see 'slui.exe 0x2a 0xC004F069'\n",
        ]
    )
    func others(_ text: String) {
        let transcript = TranscriptReader.read(text)
        #expect(!transcript.isRecognized, "\(transcript.lines)")
    }

    @Test("The beginning of an error is no success")
    func beginnings() {
        let announced = "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
        for outcome in [
            "", "Err", "Error", "Error:", "Error: 0xC004", "錯誤", "Press any key to continue . . .\n", "C:\\>\n",
        ] {
            let transcript = TranscriptReader.read(announced + outcome)
            #expect(transcript.items.map(\.result).allSatisfy { $0 == .unknown || $0 == .failed }, "\(outcome)")
            #expect(transcript.items.count == 1, "\(outcome)")
        }
        let failed = TranscriptReader.read(announced + "Wait a moment.\nError: 0xC004F038 The count is too low.\n")
        #expect(
            failed.items.map(\.line) == [
                "slmgr failed name=Windows(R), Education edition sku=7c3f9a10 code=0xC004F038"
            ]
        )
    }

    @Test(
        "A large text is read in no time that grows with its square",
        .timeLimit(.minutes(2)),
        arguments: [
            "0xC004F074 ", "(7c3f9a10-", "---", "Name: Windows, ", "\n", ":", "LICENSE NAME: x\n", "Licence, ",
            "Error: 0xC004F074 x\n", "0xC004F074, 0x00000000, a\n", "Office, edition: a\n", "(*-*-*-*-*)",
        ]
    )
    func large(_ piece: String) {
        // A square would take hours.
        let text = String(repeating: piece, count: 300_000 / piece.utf8.count)
        #expect(TranscriptReader.read(text).items.count <= 300_000)
    }
}
