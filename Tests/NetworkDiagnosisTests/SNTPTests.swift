import ActivationDomain
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("A question for the time")
struct SNTPTests {
    private let query = SNTP.Query(cookie: 0x0123_4567_89AB_CDEF)
    /// 2026-09-01T08:00:00Z.
    private let sent = Timestamp(microseconds: 1_788_249_600_000_000)

    private func read(
        _ packet: TimePacket,
        elapsed: Duration = .milliseconds(20)
    ) throws(SNTP.Problem) -> SNTP.Sample {
        try SNTP.read(packet.bytes, answering: query, sent: sent, elapsed: elapsed)
    }

    private func packet(at time: Timestamp) -> TimePacket {
        TimePacket(answering: query.bytes, at: time)
    }

    @Test("is a client's packet of 48 bytes that tells nothing but a random number")
    func question() {
        let bytes = query.bytes
        #expect(bytes.count == 48)
        // Leap indicator 0, version 4, mode 3.
        #expect(bytes[0] == 4 << 3 | 3)
        #expect(bytes[1..<40].allSatisfy { $0 == 0 })
        #expect(Array(bytes[40...]) == [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
    }

    @Test("has an answer from which offset and round trip follow")
    func sample() throws {
        // Sent at 0, there at 5,010 ms by the server's clock, away at 5,014, back at 20: 16 ms on the way, 5,002 ahead.
        var answer = packet(at: sent.advanced(by: .milliseconds(5_010)))
        answer.transmitted = TimePacket.stamp(sent.advanced(by: .milliseconds(5_014)))
        let sample = try read(answer)
        #expect(abs(sample.offset / .milliseconds(1) - 5_002) < 0.01)
        #expect(abs(sample.roundTrip / .milliseconds(1) - 16) < 0.01)
        #expect(sample.stratum == 2)
    }

    @Test("has an answer that lies behind as well")
    func behind() throws {
        let sample = try read(packet(at: sent.advanced(by: .seconds(-7200) + .milliseconds(10))))
        #expect(abs(sample.offset / .seconds(1) + 7200) < 0.001)
    }

    @Test("knows the times before and after the count began anew in 2036")
    func eras() {
        #expect(SNTP.time(0x83AA_7E80_0000_0000) == Timestamp(microseconds: 0))
        #expect(SNTP.time(0x83AA_7E80_8000_0000) == Timestamp(microseconds: 500_000))
        #expect("\(SNTP.time(0xFFFF_FFFF_0000_0000))" == "2036-02-07T06:28:15.000000Z")
        #expect("\(SNTP.time(0))" == "2036-02-07T06:28:16.000000Z")
        #expect("\(SNTP.time(0x7FFF_FFFF_FFFF_FFFF))".hasPrefix("2104-02-26T09:42:23.999"))
        for time in [sent, Timestamp(microseconds: 2_500_000_000_000_000)] {
            #expect(abs(SNTP.time(TimePacket.stamp(time)).microseconds - time.microseconds) <= 1)
        }
    }

    @Test("takes no answer of another kind, or to another question")
    func foreign() {
        var wrongMode = packet(at: sent)
        wrongMode.mode = 3
        #expect(throws: SNTP.Problem.notNTP) { try read(wrongMode) }
        var wrongVersion = packet(at: sent)
        wrongVersion.version = 0
        #expect(throws: SNTP.Problem.notNTP) { try read(wrongVersion) }
        #expect(throws: SNTP.Problem.notNTP) {
            try SNTP.read(Array(packet(at: sent).bytes.dropLast()), answering: query, sent: sent, elapsed: .zero)
        }
        var other = packet(at: sent)
        other.origin ^= 1
        // Not even its word that the server wants no questions counts.
        other.stratum = 0
        #expect(throws: SNTP.Problem.otherQuery) { try read(other) }
    }

    @Test("takes no time of a server that has none, or wants no questions")
    func unusable() {
        var kiss = packet(at: sent)
        kiss.stratum = 0
        kiss.leap = 3
        kiss.reference = Array("RATE".utf8)
        #expect(throws: SNTP.Problem.kissOfDeath("RATE")) { try read(kiss) }
        kiss.reference = [0x1B, 0x5B, 0x41, 0]
        #expect(throws: SNTP.Problem.kissOfDeath(".[A.")) { try read(kiss) }
        var unset = packet(at: sent)
        unset.leap = 3
        #expect(throws: SNTP.Problem.unsynchronised) { try read(unset) }
        var far = packet(at: sent)
        far.stratum = 16
        #expect(throws: SNTP.Problem.unsynchronised) { try read(far) }
        var none = packet(at: sent)
        none.transmitted = 0
        #expect(throws: SNTP.Problem.impossibleTimes) { try read(none) }
        var turned = packet(at: sent)
        turned.transmitted -= 1 << 32
        #expect(throws: SNTP.Problem.impossibleTimes) { try read(turned) }
    }

    @Test("has no round trip below nothing")
    func roundTrip() throws {
        var answer = packet(at: sent)
        answer.transmitted = TimePacket.stamp(sent.advanced(by: .milliseconds(30)))
        #expect(try read(answer, elapsed: .milliseconds(20)).roundTrip == .zero)
    }
}
