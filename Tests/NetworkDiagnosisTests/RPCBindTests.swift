import Foundation
import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("The bind to the KMS interface")
struct RPCBindTests {
    /// A UUID as NDR lays it out, little endian: the first three parts turned round.
    private func bytes(of text: String) throws -> [UInt8] {
        let uuid = try #require(UUID(uuidString: text)).uuid
        return [
            uuid.3, uuid.2, uuid.1, uuid.0, uuid.5, uuid.4, uuid.7, uuid.6, uuid.8, uuid.9, uuid.10, uuid.11, uuid.12,
            uuid.13, uuid.14, uuid.15,
        ]
    }

    @Test("is one bind PDU of 72 bytes for the KMS interface in NDR")
    func pdu() throws {
        let pdu = RPCBind.pdu
        #expect(pdu.count == 72)
        #expect(Array(pdu[0..<4]) == [5, 0, 11, 3])
        #expect(Array(pdu[8..<12]) == [72, 0, 0, 0])
        #expect(Array(pdu[24..<32]) == [1, 0, 0, 0, 0, 0, 1, 0])
        #expect(Array(pdu[32..<48]) == (try bytes(of: "51c82175-844e-4750-b0d8-ec255555bc06")))
        #expect(Array(pdu[48..<52]) == [1, 0, 0, 0])
        #expect(Array(pdu[52..<68]) == (try bytes(of: "8a885d04-1ceb-11c9-9fe8-08002b104860")))
        #expect(Array(pdu[68..<72]) == [2, 0, 0, 0])
    }

    private func reply(to bytes: [UInt8]) -> RPCBindReply? {
        var reader = RPCBindReplyReader()
        return reader.receive(bytes)
    }

    @Test("is answered by a bind_ack, whatever its byte order and the length of the address in it")
    func acknowledgements() {
        for address in ["", "1", "16", "168", "1688", "49664", "\\pipe\\x"] {
            #expect(reply(to: RPCAnswers.acknowledgement(address: address)) == .accepted, "\(address)")
            let turned = RPCAnswers.acknowledgement(result: 2, reason: 1, address: address, isBigEndian: true)
            #expect(reply(to: turned) == .rejected(result: 2, reason: 1), "\(address)")
        }
    }

    @Test("is answered by a bind_nak, a fault, or a PDU of another kind")
    func otherAnswers() {
        #expect(reply(to: RPCAnswers.refusal(reason: 4)) == .refused(reason: 4))
        #expect(reply(to: RPCAnswers.fault(status: 0x1C01_0003)) == .fault(status: 0x1C01_0003))
        #expect(reply(to: RPCAnswers.empty(type: 15)) == .otherPDU(type: 15))
    }

    @Test("has an answer once its last byte is there, and not before")
    func pieces() {
        for whole in [RPCAnswers.acknowledgement(), RPCAnswers.refusal(reason: 0), RPCAnswers.fault(status: 5)] {
            var reader = RPCBindReplyReader()
            for byte in whole.dropLast() { #expect(reader.receive([byte]) == nil) }
            #expect(reader.receive(Array(whole.suffix(1))) == reply(to: whole))
        }
    }

    @Test("is told from what does not speak RPC by the first bytes")
    func otherProtocols() {
        #expect(reply(to: Array("HTTP/1.1 400 Bad".utf8)) == .notRPC(beginning: "HTTP/1.1 400 Bad"))
        #expect(reply(to: Array("SSH-2.0-x\r\n".utf8)) == .notRPC(beginning: "SSH-2.0-x.."))
        // The greeting of a SOCKS5 proxy begins with a 5 as well.
        #expect(reply(to: [5, 0xFF]) == .notRPC(beginning: ".."))
        var wrongData = RPCAnswers.acknowledgement()
        wrongData[4] = 0x20
        if case .notRPC = reply(to: wrongData) {} else { Issue.record("an unknown data representation was read") }
    }

    @Test("has no answer in a PDU that lies about itself")
    func malformed() {
        func isMalformed(_ bytes: [UInt8]) -> Bool {
            if case .malformed = reply(to: bytes) { true } else { false }
        }
        #expect(isMalformed(RPCAnswers.acknowledgement(call: 2)))
        var short = RPCAnswers.acknowledgement()
        short[8] = 10
        #expect(isMalformed(short))
        var long = RPCAnswers.acknowledgement()
        long[9] = 0xFF
        #expect(isMalformed(long))
        var farAddress = RPCAnswers.acknowledgement()
        farAddress[25] = 0x40
        #expect(isMalformed(farAddress))
        var twoResults = RPCAnswers.acknowledgement()
        twoResults[32] = 2
        #expect(isMalformed(twoResults))
        #expect(isMalformed(RPCAnswers.empty(type: 12)))
        #expect(isMalformed(RPCAnswers.empty(type: 13)))
        #expect(isMalformed(RPCAnswers.empty(type: 3)))
    }
}
