import ActivationDomain
import Testing

@testable import NetworkDiagnosis

@Suite("A DNS answer")
struct DNSMessageTests {
    /// Header with one question and so many answers.
    private func header(flags: [UInt8] = [0x81, 0x80], answers: UInt8) -> [UInt8] {
        [0x12, 0x34] + flags + [0, 1, 0, answers, 0, 0, 0, 0]
    }

    /// `_vlmcs._tcp.a.b` at 12, so `a` at 24 and `b` at 26; then type SRV, class IN.
    private let question: [UInt8] =
        [6] + Array("_vlmcs".utf8) + [4] + Array("_tcp".utf8) + [1, 0x61, 1, 0x62, 0] + [0, 33, 0, 1]

    /// A record whose owner is the question's name.
    private func record(type: UInt16, class recordClass: UInt8 = 1, _ data: [UInt8]) -> [UInt8] {
        [0xC0, 12, UInt8(type >> 8), UInt8(type & 0xFF), 0, recordClass, 0, 0, 0, 60, 0, UInt8(data.count)] + data
    }

    @Test("is read with its records, and its names also where they are compressed")
    func records() throws {
        // The target is `kms` and a pointer to `a.b`.
        let service = record(type: 33, [0, 1, 0, 2, 0x06, 0x98, 3] + Array("kms".utf8) + [0xC0, 24])
        let four = record(type: 1, [10, 0, 0, 1])
        let six = record(type: 28, [0xFD] + [UInt8](repeating: 0, count: 14) + [1])
        let alias = record(type: 5, [0xC0, 24])
        let elsewhere = record(type: 1, class: 3, [10, 0, 0, 2])
        let bytes = header(answers: 5) + question + service + four + six + alias + elsewhere
        let message = try DNSMessage(bytes)
        let first = try #require(IPAddress("10.0.0.1"))
        let second = try #require(IPAddress("fd00::1"))
        #expect(message.id == 0x1234)
        #expect(message.code == 0)
        #expect(!message.isTruncated)
        #expect(
            message.records == [
                .service(ServiceRecord(priority: 1, weight: 2, port: 1688, target: "kms.a.b")),
                .address(first), .address(second), .other(type: 5), .other(type: 1),
            ]
        )
    }

    @Test("has the root as a target, and bytes that are no letters fit to be printed")
    func names() throws {
        let root = record(type: 33, [0, 0, 0, 0, 0, 0, 0])
        let odd = record(type: 33, [0, 0, 0, 0, 0, 0, 4, 0x61, 0x2E, 0x1B, 0xFF, 0])
        let message = try DNSMessage(header(answers: 2) + question + root + odd)
        #expect(message.records.count == 2)
        #expect(message.records[0] == .service(ServiceRecord(priority: 0, weight: 0, port: 0, target: ".")))
        let target = #"a\046\027\255"#
        #expect(message.records[1] == .service(ServiceRecord(priority: 0, weight: 0, port: 0, target: target)))
    }

    @Test("of an error or of nothing may be the header alone")
    func headerAlone() throws {
        let nothing = try DNSMessage([0, 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(nothing.code == 0 && nothing.records.isEmpty)
        let error = try DNSMessage([0, 0, 0x81, 0x83, 0, 1, 0, 7, 0, 0, 0, 0])
        #expect(error.code == 3 && error.records.isEmpty)
    }

    @Test("that is truncated has the records that are whole")
    func truncated() throws {
        let whole = header(flags: [0x83, 0x80], answers: 2) + question + record(type: 1, [10, 0, 0, 1])
        let address = try #require(IPAddress("10.0.0.1"))
        for rest in [[], record(type: 1, [10, 0, 0, 2]).dropLast()] {
            let message = try DNSMessage(whole + rest)
            #expect(message.isTruncated)
            #expect(message.records == [.address(address)])
        }
    }

    @Test(
        "that is broken is refused",
        arguments: [
            // A name that points at itself, at what lies ahead, or runs out; a kind of label that does not exist.
            [0, 0, 0, 0, 0, 0, 0xC0, 53], [0, 0, 0, 0, 0, 0, 0xC0, 80], [0, 0, 0, 0, 0, 0, 9, 0x61],
            [0, 0, 0, 0, 0, 0, 0x40, 0],
            // Too short for its numbers, and bytes behind the target.
            [0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func broken(data: [UInt8]) {
        // The record begins at 33, its target at 33 + 12 + 6 = 51.
        #expect(question.count == 21)
        #expect(throws: DNSMessage.Problem.broken) {
            try DNSMessage(header(answers: 1) + question + record(type: 33, data))
        }
    }

    @Test("is refused when it is a question, too short, or has fewer records than it says")
    func refused() {
        #expect(throws: DNSMessage.Problem.notAnAnswer) {
            try DNSMessage(header(flags: [0x01, 0], answers: 0) + question)
        }
        #expect(throws: DNSMessage.Problem.tooShort) { try DNSMessage([0, 0, 0x81, 0x80]) }
        #expect(throws: DNSMessage.Problem.broken) { try DNSMessage(header(answers: 1) + question) }
        #expect(throws: DNSMessage.Problem.broken) {
            try DNSMessage(header(answers: 1) + question + record(type: 1, [10, 0, 0]))
        }
    }

    @Test("whose name goes round through many pointers comes to an end")
    func pointers() {
        // Each pointer leads to a label of 63 bytes before it, which the next one repeats: longer than any name.
        var bytes = header(answers: 1) + [0, 0, 1, 0, 1]
        let first = bytes.count
        bytes += [63] + [UInt8](repeating: 0x61, count: 63)
        for _ in 0..<40 { bytes += [0xC0, UInt8(first)] }
        #expect(throws: DNSMessage.Problem.broken) { try DNSMessage(bytes) }
    }
}
