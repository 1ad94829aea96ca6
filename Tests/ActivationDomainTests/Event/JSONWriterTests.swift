import ActivationDomain
import Foundation
import TestSupport
import Testing

@Suite("Written JSON")
struct JSONWriterTests {
    @Test(
        "gives back every text",
        arguments: [
            "", "a", "\"", "\\", "\\\"", "/", "\n\r\t", "\u{0}", "\u{8}\u{C}\u{1F}", "\u{7F}\u{85}", "電腦", "👩‍🏫",
            "\u{2028}\u{2029}", "a\u{FEFF}b", "</script>", "a\u{1}b\"c\\d", "\u{10FFFF}",
        ]
    )
    func texts(text: String) throws {
        var json = JSONWriter()
        json.object { json in
            json.member("text", text)
            json.member(named: text, "value")
        }
        let object = try EventFixture.object(json.bytes)
        // Compared by scalars: two texts that only look alike are equal to Swift.
        #expect((object["text"] as? String).map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
        #expect(object[text] as? String == "value" || text == "text")
    }

    @Test("escapes only what must be")
    func escapes() {
        var json = JSONWriter()
        json.object { json in json.member("a", "\"\\\n\r\t\u{0}\u{1F}/é\u{2028}電") }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":"\"\\\n\r\t\u0000\u001f/é"# + "\u{2028}電\"}")
    }

    @Test("puts commas where they belong, and leaves out what has no value")
    func structure() {
        var json = JSONWriter()
        json.object { json in
            json.member("none", String?.none)
            json.object("empty") { _ in }
            json.member("no", Int?.none)
            json.member("n", Int.min)
            json.object("o") { json in
                json.member("yes", true)
                json.object("p") { json in json.member("d", decimal: -0.04) }
                json.member("nan", decimal: .nan)
                json.member("infinite", decimal: .infinity)
                json.member("no", false)
            }
            json.member("d", decimal: 14_400.26)
            json.member(named: "last", "")
        }
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"empty":{},"n":-9223372036854775808,"o":{"yes":true,"p":{"d":0.0},"no":false},"d":14400.3,"last":""}"#
        )
    }

    @Test("is JSON for any number of a clock")
    func decimals() throws {
        for value in [0, 0.05, 1e15, 1e22, -1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude / 100] as [Double] {
            var json = JSONWriter()
            json.object { json in json.member("d", decimal: value) }
            #expect(try EventFixture.object(json.bytes)["d"] is NSNumber)
        }
    }

    @Test("is JSON for random texts")
    func random() throws {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<2000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<20, using: &random) {
                text.append(Unicode.Scalar(UInt32.random(in: 0..<0x3000, using: &random)) ?? "a")
            }
            var json = JSONWriter()
            json.object { json in json.member("t", String(text)) }
            let read = try #require(try EventFixture.object(json.bytes)["t"] as? String)
            #expect(Array(read.unicodeScalars) == Array(text))
        }
    }
}
