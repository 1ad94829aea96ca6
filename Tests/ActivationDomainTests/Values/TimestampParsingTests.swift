import ActivationDomain
import TestSupport
import Testing

@Suite("RFC 3339 times")
struct TimestampParsingTests {
    @Test(
        "are read with any zone",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-09-01T08:00:00Z", 1_788_249_600_000_000),
            ("2026-09-01t08:00:00z", 1_788_249_600_000_000),
            ("2026-09-01 08:00:00Z", 1_788_249_600_000_000),
            ("2026-09-01T16:00:00+08:00", 1_788_249_600_000_000),
            ("2026-09-01T02:30:00-05:30", 1_788_249_600_000_000),
            ("2026-09-01T08:00:00-00:00", 1_788_249_600_000_000),
            ("2026-09-02T07:59:00+23:59", 1_788_249_600_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("1900-03-01T00:00:00-05:30", -2_203_871_400_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)]
    )
    func zones(text: String, microseconds: Int64) throws {
        #expect(try #require(Timestamp(rfc3339: text)).microseconds == microseconds)
    }

    @Test("may have fractions of any length, cut at microseconds", arguments: 1...9)
    func fractions(digits: Int) throws {
        let fraction = String("123456789".prefix(digits))
        let expected: Int64 = [100_000, 120_000, 123_000, 123_400, 123_450, 123_456][min(digits, 6) - 1]
        let time = try #require(Timestamp(rfc3339: "1970-01-01T00:00:00.\(fraction)Z"))
        #expect(time.microseconds == expected)
        let earlier = try #require(Timestamp(rfc3339: "1969-12-31T23:59:59.\(fraction)Z"))
        #expect(earlier.microseconds == expected - 1_000_000)
    }

    @Test(
        "know the length of every month",
        arguments: [
            ("2024-02-29", true), ("2023-02-29", false), ("2000-02-29", true), ("1900-02-29", false),
            ("2026-01-31", true), ("2026-01-32", false), ("2026-04-30", true), ("2026-04-31", false),
            ("2026-12-31", true), ("2026-12-32", false), ("2026-02-30", false), ("2026-06-31", false),
            ("2026-09-31", false), ("2026-11-31", false), ("2026-13-01", false), ("2026-00-01", false),
            ("2026-01-00", false),
        ]
    )
    func dates(date: String, exists: Bool) {
        #expect((Timestamp(rfc3339: "\(date)T12:00:00Z") != nil) == exists)
    }

    @Test("read a leap second as the second after it")
    func leapSecond() throws {
        let leap = try #require(Timestamp(rfc3339: "2016-12-31T23:59:60Z"))
        #expect(leap.description == "2017-01-01T00:00:00.000000Z")
    }

    @Test(
        "that are none give nothing",
        arguments: [
            "", "2026-09-01", "2026-09-01T08:00:00", "2026-09-01T08:00Z", "2026-09-01T24:00:00Z",
            "2026-09-01T08:60:00Z", "2026-09-01T08:00:61Z", "2026-09-01T08:00:00.Z", "2026-09-01T08:00:00,5Z",
            "2026-09-01T08:00:00+08", "2026-09-01T08:00:00+0800", "2026-09-01T08:00:00+24:00",
            "2026-09-01T08:00:00+08:60", "2026-09-01T08:00:00Zx", "2026-09-01T08:00:00Z ", " 2026-09-01T08:00:00Z",
            "26-09-01T08:00:00Z", "2026-9-1T08:00:00Z", "+2026-09-01T08:00:00Z", "-001-09-01T08:00:00Z",
            "2026-09-01_08:00:00Z", "tomorrow", "２０２６-09-01T08:00:00Z", "2026-09-01T08:00:00Z\0",
        ]
    )
    func nonsense(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("never trap, whatever the text is")
    func arbitraryText() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("0123456789-:.TZ+ zé".unicodeScalars)
        for _ in 0..<20_000 {
            var scalars = Array("2026-09-01T08:00:00.5+08:00".unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                scalars[Int.random(in: scalars.indices, using: &random)] = alphabet.randomElement(using: &random) ?? "0"
            }
            let text = String(String.UnicodeScalarView(scalars.prefix(Int.random(in: 20...27, using: &random))))
            guard let time = Timestamp(rfc3339: text) else { continue }
            #expect(Timestamp(rfc3339: time.description) == time)
        }
    }
}
