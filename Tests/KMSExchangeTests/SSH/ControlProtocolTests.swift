import Testing

@testable import KMSExchange

@Suite("The control socket of OpenSSH's client")
struct ControlProtocolTests {
    @Test("is asked for a session after a greeting")
    func request() {
        #expect(
            ControlProtocol.request("ver") == [
                0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 4,
                0, 0, 0, 43, 0x10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
                0, 0, 0, 0, 0, 0, 0, 3, 0x76, 0x65, 0x72,
            ]
        )
    }

    /// A greeting, the session's number, and the exit code 44.
    private static let whole: [UInt8] = [
        0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 12, 0x80, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 2,
        0, 0, 0, 12, 0x80, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 44,
    ]

    @Test("tells the exit code, which a session has not whose connection was lost")
    func exit() {
        #expect(ControlAnswer(Self.whole).status == 44)
        for count in 0..<Self.whole.count {
            let answer = ControlAnswer(Array(Self.whole.prefix(count)))
            #expect(answer.status == nil && answer.refusal == nil, "\(count) bytes")
        }
    }

    @Test("tells why there is no session")
    func refusal() {
        let reason = Array("Session open refused by peer".utf8)
        let failure = [0x80, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, UInt8(reason.count)] + reason
        let answer = ControlAnswer(Array(Self.whole.prefix(12)) + [0, 0, 0, UInt8(failure.count)] + failure)
        #expect(answer.refusal == "Session open refused by peer" && answer.status == nil)
        #expect(ControlAnswer([0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 5]).refusal?.contains("version 5") == true)
    }
}
