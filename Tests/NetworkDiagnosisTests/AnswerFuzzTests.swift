import ActivationDomain
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("Answers from the network that are spoilt", .timeLimit(.minutes(20)))
struct AnswerFuzzTests {
    @Test("are a DNS message with no more records than bytes, or refused")
    func dns() async throws {
        let target = DNSStub.name("kms1.campus.example")
        let record: [UInt8] = [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, UInt8(6 + target.count), 0, 0, 0, 9, 6, 0x98]
        let whole =
            [0, 1, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0] + DNSStub.name("_vlmcs._tcp.campus.example") + [0, 33, 0, 1]
            + record + target + [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1]
        #expect(try DNSMessage(whole).records.count == 2)
        try await Fuzz("dns-answer", cases: 3000).run { random in
            Mutation.spoil(whole, words: [[0xC0, 12], [0xC0, 0xFF], [0x3F], [0, 33, 0, 1], [0x83, 0x80]], &random)
        } text: {
            Fuzz.text($0)
        } check: { bytes in
            guard let message = try? DNSMessage(bytes) else { return }
            try Fuzz.require(message.records.count * 11 <= bytes.count, "\(message.records.count) records")
            for case .service(let service) in message.records {
                try Fuzz.require(service.target.utf8.count <= 4 * 255, "a name of \(service.target.utf8.count) bytes")
            }
        }
    }

    @Test("are an answer to a bind that does not depend on how it is cut")
    func rpc() async throws {
        let answers = [
            RPCAnswers.acknowledgement(), RPCAnswers.acknowledgement(result: 2, reason: 1, isBigEndian: true),
            RPCAnswers.refusal(reason: 2), RPCAnswers.fault(status: 5),
        ]
        try await Fuzz("rpc-answer", cases: 3000).run { random in
            let answer = answers.randomElement(using: &random) ?? []
            return (Mutation.spoil(answer, &random), Int.random(in: 0...answer.count, using: &random))
        } text: { bytes, cut in
            "\(cut): \(Fuzz.text(bytes))"
        } check: { bytes, cut in
            var whole = RPCBindReplyReader()
            var parted = RPCBindReplyReader()
            let first = parted.receive(Array(bytes.prefix(cut)))
            let answer = first ?? parted.receive(Array(bytes.dropFirst(cut)))
            // What is shown of another protocol is what came first.
            if case .notRPC = answer { return }
            try Fuzz.require(whole.receive(bytes) == answer, "cut, it is read otherwise")
        }
    }

    @Test("are a time within the protocol's two spans, or refused")
    func sntp() async throws {
        let query = SNTP.Query(cookie: 0x0123_4567_89AB_CDEF)
        let sent = Timestamp(microseconds: 1_788_249_600_000_000)
        let packet = TimePacket(answering: query.bytes, at: sent).bytes
        try await Fuzz("sntp-answer", cases: 3000).run { random in
            Mutation.spoil(packet, words: [Array(query.bytes[40...])], &random)
        } text: {
            Fuzz.text($0)
        } check: { bytes in
            guard
                let sample = try? SNTP.read(bytes, answering: query, sent: sent, elapsed: .milliseconds(5))
            else { return }
            // From 1968 to 2104.
            try Fuzz.require(abs(sample.offset / .seconds(86_400 * 366)) < 80, "an offset of \(sample.offset)")
            try Fuzz.require(sample.roundTrip >= .zero && sample.roundTrip <= .milliseconds(5), "\(sample.roundTrip)")
            try Fuzz.require((1...15).contains(sample.stratum), "stratum \(sample.stratum)")
        }
    }
}
