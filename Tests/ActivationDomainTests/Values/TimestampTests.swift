import ActivationDomain
import TestSupport
import Testing

@Suite("Points in time")
struct TimestampTests {
    @Test(
        "are printed in UTC with six decimals",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
            (165_464_650_827_320_631, "7213-05-14T03:00:27.320631Z"),
            (-34_300_366_225_415_088, "0883-01-24T00:29:34.584912Z"),
            (-7_873_321_278_123_989, "1720-07-03T14:18:41.876011Z"),
            (61_629_480_061_079_285, "3922-12-18T04:01:01.079285Z"),
            (-12_590_391_510_593_320, "1571-01-10T21:01:29.406680Z"),
            (178_924_237_733_996_378, "7639-11-19T09:08:53.996378Z"),
            (76_597_177_215_241_103, "4397-04-08T09:40:15.241103Z"),
            (-28_060_711_724_676_570, "1080-10-16T05:51:15.323430Z"),
            (-26_474_552_285_377_111, "1131-01-21T13:41:54.622889Z"),
            (-33_549_306_386_376_172, "0906-11-12T20:13:33.623828Z"),
        ] as [(Int64, String)]
    )
    func printed(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test("are the same after printing and reading, before 1970 too")
    func roundTrip() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let time = Timestamp(microseconds: .random(in: Self.firstPrintable...Self.lastPrintable, using: &random))
            #expect(Timestamp(rfc3339: time.description) == time)
        }
    }

    @Test("outside the years 0 to 9999 are printed as the nearest time within")
    func outside() throws {
        for time in [Timestamp(microseconds: .max), Timestamp(microseconds: Self.lastPrintable + 1)] {
            #expect(time.description == "9999-12-31T23:59:59.999999Z")
        }
        for time in [Timestamp(microseconds: .min), Timestamp(microseconds: Self.firstPrintable - 1)] {
            #expect(time.description == "0000-01-01T00:00:00.000000Z")
        }
        let late = try #require(Timestamp(rfc3339: "9999-12-31T23:59:59-08:00"))
        #expect(late.description == "9999-12-31T23:59:59.999999Z")
    }

    @Test("move by a duration")
    func advanced() {
        let start = Timestamp(microseconds: 5)
        #expect(start.advanced(by: .seconds(2)).microseconds == 2_000_005)
        #expect(start.advanced(by: .microseconds(-6)).microseconds == -1)
        #expect(start.advanced(by: .milliseconds(-1500)).microseconds == -1_499_995)
        #expect(start.advanced(by: .nanoseconds(999)) == start)
        #expect(start.advanced(by: .seconds(90)).since(start) == .seconds(90))
        #expect(start < start.advanced(by: .microseconds(1)))
        #expect(Timestamp(microseconds: 1_500_000).seconds == 1.5)
    }

    @Test("that would be too far away become the last or the first one")
    func saturates() {
        let last = Timestamp(microseconds: .max)
        let first = Timestamp(microseconds: .min)
        let epoch = Timestamp(microseconds: 0)
        #expect(last.advanced(by: .microseconds(1)) == last)
        #expect(first.advanced(by: .microseconds(-1)) == first)
        #expect(epoch.advanced(by: .seconds(Int64.max)) == last)
        #expect(epoch.advanced(by: .seconds(Int64.min)) == first)
        #expect(epoch.advanced(by: .seconds(9_223_372_036_855)) == last)
        #expect(epoch.advanced(by: .seconds(-9_223_372_036_855)) == first)
        // The whole seconds fit, their sum with the fraction does not.
        #expect(epoch.advanced(by: .seconds(9_223_372_036_854) + .milliseconds(900)) == last)
        #expect(epoch.advanced(by: .seconds(-9_223_372_036_854) - .milliseconds(900)) == first)
        #expect(last.advanced(by: .seconds(-1)).microseconds == .max - 1_000_000)
    }

    private static let firstPrintable: Int64 = -62_167_219_200_000_000
    private static let lastPrintable: Int64 = 253_402_300_799_999_999
}
