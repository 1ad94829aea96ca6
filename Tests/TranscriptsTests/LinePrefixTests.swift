import Testing
import Transcripts

/// Times and marks that logs and mails put before each line.
struct LinePrefixTests {
    private static let prefixes = [
        "[2026-09-01 08:10:0%] ", "[08:10:0%] ", "08:10:0% ", "2026-09-01T08:10:0%Z ", "2026-09-01 08:10:0%.123 INFO ",
        "9/1/2026 8:10:0% AM: ", "> ", "2026-09-01T08:10:0%+02:00 ", "01.09.2026 08:10:0% ",
    ]

    private static func prefixed(_ text: String, _ prefix: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { prefix.replacing("%", with: String($0 % 10)) + $1 }.joined(separator: "\n")
    }

    @Test("change nothing of what is read", arguments: prefixes)
    func stripped(_ prefix: String) throws {
        for (name, text) in try TranscriptFixture.texts() where name.hasPrefix("slmgr-") || name.hasPrefix("ospp-") {
            let expected = TranscriptReader.read(text)
            // What names no product may be another program's log.
            guard expected.items.contains(where: { $0.sku != nil || $0.name != nil }) else { continue }
            #expect(TranscriptReader.read(Self.prefixed(text, prefix)).lines == expected.lines, "\(name)")
        }
    }

    @Test("of a form that nobody knows make no failure of a success", arguments: prefixes + ["ok> ", "#% ", "~ [%] "])
    func success(_ prefix: String) {
        let text =
            "C:\\>cscript //nologo slmgr.vbs /ato\n"
            + "Activating Windows(R), Education edition (7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b) ...\n"
            + "Product activated successfully.\nC:\\>pause\n"
        for text in [text, String(text.drop { $0 != "\n" }.dropFirst())] {
            let results = TranscriptReader.read(Self.prefixed(text, prefix)).items.map(\.result)
            #expect(results.allSatisfy { $0 == .activated || $0 == .unknown }, "\(results)")
        }
    }

    @Test("do not make a script's output of another program's log", arguments: prefixes)
    func otherPrograms(_ prefix: String) {
        for line in ["Error: 0x80070005 Access is denied.", "DISM failed. Error: 0x800f081f"] {
            let log = Self.prefixed("one\n" + line + "\ntwo", prefix)
            #expect(!TranscriptReader.read(log).isRecognized, "\(log)")
        }
    }

    @Test("A line of each computer is read, with the name before it; those of other programs are none")
    func lonelyLines() {
        let failure =
            "Error: 0xC004F074 The Software Licensing Service reported that the computer could not be activated."
        for form in [("[", "] "), ("", ": "), ("", " | ")] {
            let lines = ["PC-41", "PC-42"].map { form.0 + $0 + form.1 + failure }
            let items = TranscriptReader.read(lines.joined(separator: "\n")).items
            #expect(
                items.map(\.computer) == ["PC-41", "PC-42"] && items.allSatisfy { $0.result == .failed },
                "\(form)"
            )
            #expect(TranscriptReader.read(lines[0]).items.map(\.computer) == ["PC-41"], "\(form)")
        }
        for text in ["srv-1: connected", "[PC-1] done\n[PC-2] done", "srv-1: error 0x80070005 in x\nsrv-2: fine"] {
            #expect(!TranscriptReader.read(text).isRecognized, "\(text)")
        }
    }
}
