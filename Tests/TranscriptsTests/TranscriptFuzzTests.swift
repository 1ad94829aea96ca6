import ActivationDomain
import TestSupport
import Testing
import Transcripts

@Suite("Transcripts that come out differently, or spoilt", .timeLimit(.minutes(20)))
struct TranscriptFuzzTests {
    @Test("say the same with other line ends, encodings, commands around them, and one behind the other")
    func dressed() async throws {
        // Blanks behind a line that a console has broken would be blanks in the middle of a word.
        let texts = try TranscriptFixture.texts().filter { !$0.name.contains("wrapped") }
        try await Fuzz("transcript-dressed", cases: 600).run { random in
            let chosen = (0..<Int.random(in: 1...2, using: &random)).compactMap { _ in
                texts.randomElement(using: &random)
            }
            let text = chosen.map(\.text).joined(separator: "\nC:\\>\n")
            return (chosen.map(\.name), chosen.map(\.text), TranscriptMutation.dressed(text, &random))
        } text: {
            "\($0.0): \(Fuzz.text($0.2))"
        } check: { _, texts, bytes in
            let expected = texts.flatMap { TranscriptReader.read($0).items.map(\.line) }
            let found = TranscriptReader.read(bytes: bytes).items.map(\.line)
            try Fuzz.require(found == expected, "it says \(found), not \(expected)")
        }
    }

    @Test("say the same however wide the console is")
    func wrapped() async throws {
        let texts = try TranscriptFixture.texts()
        try await Fuzz("transcript-wrapped", cases: 600).run { random in
            let (name, text) = texts.randomElement(using: &random) ?? ("", "")
            return (name, text, Int.random(in: 80...200, using: &random))
        } text: {
            "\($0.0) at \($0.2)"
        } check: { _, text, width in
            let expected = TranscriptReader.read(text).items
            let found = TranscriptReader.read(TranscriptMutation.wrapped(text, at: width)).items
            try Fuzz.require(
                found.map(\.facts) == expected.map(\.facts) && found.map(\.result) == expected.map(\.result),
                "it says \(found.map(\.line)), not \(expected.map(\.line))"
            )
        }
    }

    @Test("of an event in XML say the same at each width of a console")
    func wrappedXML() throws {
        let text = try #require(TranscriptFixture.texts().first { $0.name.hasPrefix("event-12288-xml") }).text
        let expected = TranscriptReader.read(text).items.map(\.line)
        #expect(expected.count == 2)
        for width in 80...200 {
            let found = TranscriptReader.read(TranscriptMutation.wrapped(text, at: width)).items.map(\.line)
            #expect(found == expected, "at \(width)")
        }
    }

    @Test("of slmgr.vbs say the same in a language that nobody has seen")
    func translated() async throws {
        let texts = try TranscriptFixture.texts().filter { $0.name.hasPrefix("slmgr-") && $0.name.contains("-en") }
        try await Fuzz("transcript-translated", cases: 600).run { random in
            let (name, text) = texts.randomElement(using: &random) ?? ("", "")
            return (name, text, TranscriptMutation.translated(text, &random))
        } text: {
            "\($0.0): \($0.2)"
        } check: { _, text, translated in
            let expected = TranscriptReader.read(text).items.map(\.line)
            let found = TranscriptReader.read(translated).items.map(\.line)
            try Fuzz.require(found == expected, "it says \(found), not \(expected)")
        }
    }

    @Test("claim no success that they do not show, however they are cut")
    func cut() async throws {
        let fixtures = try TranscriptFixture.names().map { ($0, try TranscriptFixture.bytes($0)) }
        try await Fuzz("transcript-cut", cases: 3000).run { random in
            let (name, bytes) = fixtures.randomElement(using: &random) ?? ("", [])
            return (name, bytes, TranscriptMutation.cut(bytes, &random))
        } text: {
            "\($0.0): \(Fuzz.text($0.2))"
        } check: { _, whole, part in
            try Self.check(TranscriptReader.read(bytes: part), against: TranscriptReader.read(bytes: whole))
        }
    }

    @Test("keep their codes and claim no success, whatever comes in between")
    func interleaved() async throws {
        let texts = try TranscriptFixture.texts()
        try await Fuzz("transcript-between", cases: 1000).run { random in
            let (name, text) = texts.randomElement(using: &random) ?? ("", "")
            return (name, text, TranscriptMutation.interleaved(text, &random))
        } text: {
            "\($0.0): \($0.2)"
        } check: { name, text, mixed in
            let (whole, found) = (TranscriptReader.read(text), TranscriptReader.read(mixed))
            try Self.check(found, against: whole)
            // A break that a line comes into stays one.
            guard !name.contains("wrapped") else { return }
            try Fuzz.require(Self.codes(whole).isSubset(of: Self.codes(found)), "codes are lost: \(found.lines)")
        }
    }

    @Test("are read in one way or another when their bytes are spoilt")
    func spoilt() async throws {
        let fixtures = try TranscriptFixture.names().map { try TranscriptFixture.bytes($0) }
        try await Fuzz("transcript", cases: 2000).run { random in
            Mutation.spoil(fixtures.randomElement(using: &random) ?? [], words: Self.words, &random)
        } text: {
            Fuzz.text($0)
        } check: { bytes in
            let transcript = TranscriptReader.read(bytes: bytes)
            try Fuzz.require(transcript.items.count <= bytes.count / 4 + 1, "there are too many items")
            for item in transcript.items {
                try Fuzz.require(item.minutesRemaining ?? 0 >= 0, "the minutes are negative: \(item.line)")
                try Fuzz.require(item.result != .failed || item.status != .licensed, "it is both: \(item.line)")
            }
        }
    }

    private static func check(_ found: Transcript, against whole: Transcript) throws {
        // A name may have lost its beginning; how many there are of a kind is what counts.
        for result in [Transcript.Result.activated, .licensed, .settingMade] {
            let (most, count) = (whole.items.count { $0.result == result }, found.items.count { $0.result == result })
            try Fuzz.require(count <= most, "there are \(count) \(result.rawValue), not \(most): \(found.lines)")
        }
        let invented = codes(found).subtracting(codes(whole))
        try Fuzz.require(invented.isEmpty, "\(invented) is made up: \(found.lines)")
    }

    private static func codes(_ transcript: Transcript) -> Set<String> {
        Set(transcript.items.flatMap { [$0.code?.text, $0.innerCode?.text].compactMap { $0 } })
    }

    private static let words =
        [
            "0x", "0xC004F074", "0xC004F074, 0x00000000, ", ": ", "：", "...", "…", "\n", "\r\n", "\r", " channel",
            "VOLUME_KMSCLIENT", "(7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b)", "---------------------------------------",
            "---Processing--------------------------", "---Exiting-----------------------------", "LICENSE STATUS: ",
            "LICENSE NAME: ", "ERROR CODE: ", "SKU ID: ", "REMAINING GRACE: 1 days  (1440 minute(s)", "C:\\>",
            "Microsoft (R) Windows Script Host 5.8", "Windows Script Host ", "slmgr.vbs /ato", "99999999999999999999",
            "\u{1B}[", "\u{1B}]", "\u{FEFF}", "\u{2028}", "<Data>", "</Event>", ",,,,,,,,", "Windows, edition:",
        ].map { Array($0.utf8) } + [[0], [0xFF, 0xFE], [0xFE, 0xFF], [0xE9], [0x81], [0xC3]]
}
