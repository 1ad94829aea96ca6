import ActivationDomain
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import KMSExchange

@Suite("What the network reports")
struct ChannelErrorNetworkTests {
    @Test(
        "System errors",
        arguments: [
            (ECONNREFUSED, "ROLLCALL_CONNECTION_REFUSED"), (EHOSTUNREACH, "ROLLCALL_CONNECT_TIMEOUT"),
            (ENETUNREACH, "ROLLCALL_CONNECT_TIMEOUT"), (ETIMEDOUT, "ROLLCALL_CONNECT_TIMEOUT"),
            (ECONNRESET, "ROLLCALL_CONNECTION_LOST"), (EPIPE, "ROLLCALL_CONNECTION_LOST"),
        ]
    )
    func systemErrors(_ number: Int32, _ code: String) {
        let error = KMSExchange.ChannelError(network: IOError(errnoCode: number, reason: "connect"))
        #expect(error.code.text == code)
    }

    @Test("The end of the stream in an answer is a loss, other broken HTTP is not")
    func http() {
        #expect(KMSExchange.ChannelError(network: HTTPParserError.invalidEOFState).code == .connectionLost)
        #expect(KMSExchange.ChannelError(network: HTTPParserError.invalidConstant).code == .protocolViolation)
        #expect(KMSExchange.ChannelError(network: NIOCore.ChannelError.connectTimeout(.seconds(1))) == .connectTimeout)
    }
}
