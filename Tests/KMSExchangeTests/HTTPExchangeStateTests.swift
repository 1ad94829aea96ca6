import ActivationDomain
import NIOCore
import NIOHTTP1
import Testing

@testable import KMSExchange

@Suite("One request at a time")
struct HTTPExchangeStateTests {
    private var state = HTTPExchangeState(maximumBodySize: 10)

    private func head(_ status: HTTPResponseStatus = .ok, close: Bool = false) -> HTTPResponseHead {
        HTTPResponseHead(version: .http1_1, status: status, headers: close ? ["Connection": "close"] : [:])
    }

    private func describe(_ action: HTTPExchangeState.Action) -> String {
        switch action {
        case .nothing: "nothing"
        case .write: "write"
        case .close: "close"
        case .complete(.reply(let reply), let closing): "\(reply.status) \(String(buffer: reply.body)) \(closing)"
        case .complete(.notSent, _): "not sent"
        case .complete(.failure(let error), let closing): "\(error.code) \(closing)"
        }
    }

    @Test("A reply in pieces, then another on the same connection")
    mutating func keepAlive() {
        for text in ["one", "two"] {
            #expect(describe(state.send()) == "write")
            #expect(describe(state.receive(head: head())) == "nothing")
            for piece in text { _ = state.receive(bytes: ByteBuffer(string: String(piece))) }
            #expect(describe(state.receiveEnd()) == "200 \(text) false")
        }
    }

    @Test("After Connection: close nothing more is sent")
    mutating func connectionClose() {
        _ = state.send()
        _ = state.receive(head: head(close: true))
        #expect(describe(state.receiveEnd()) == "200  true")
        #expect(describe(state.send()) == "not sent")
    }

    @Test("A body over the limit ends the connection")
    mutating func tooLarge() {
        _ = state.send()
        _ = state.receive(head: head())
        _ = state.receive(bytes: ByteBuffer(string: "12345"))
        #expect(describe(state.receive(bytes: ByteBuffer(string: "678901"))) == "ROLLCALL_PROTOCOL true")
        #expect(describe(state.receiveEnd()) == "nothing")
    }

    @Test("An end while idle is no failure; one while waiting is")
    mutating func ended() {
        #expect(describe(state.connectionEnded()) == "nothing")
        #expect(describe(state.send()) == "not sent")
        state = HTTPExchangeState(maximumBodySize: 10)
        _ = state.send()
        #expect(describe(state.connectionEnded()) == "ROLLCALL_CONNECTION_LOST false")
        #expect(describe(state.connectionEnded()) == "nothing")
    }

    @Test("An end before any answer asks for the other port where that is in doubt, and nowhere else")
    mutating func doubt() {
        func detail(_ action: HTTPExchangeState.Action) -> String? {
            guard case .complete(.failure(let error), _) = action else { return nil }
            return error.detail
        }
        let lost = "The connection ended before the answer began."
        for isInDoubt in [true, false] {
            state = HTTPExchangeState(maximumBodySize: 10, isInDoubt: isInDoubt)
            _ = state.send()
            let question = " Is it the HTTPS port (5986)? See worker.winrm.scheme."
            #expect(detail(state.connectionEnded()) == lost + (isInDoubt ? question : ""))
        }
        state = HTTPExchangeState(maximumBodySize: 10, isInDoubt: true)
        _ = state.send()
        #expect(detail(state.fail(.protocolViolation(detail: "Other."))) == "Other.")
        state = HTTPExchangeState(maximumBodySize: 10, isInDoubt: true)
        _ = state.send()
        _ = state.receive(head: head())
        _ = state.receiveEnd()
        _ = state.send()
        #expect(detail(state.connectionEnded()) == lost)
    }

    @Test("A failed handshake is remembered, a lost connection is not")
    mutating func failedWhileIdle() {
        #expect(describe(state.fail(.tls(detail: ""))) == "close")
        #expect(describe(state.send()) == "ROLLCALL_TLS false")
        state = HTTPExchangeState(maximumBodySize: 10)
        #expect(describe(state.fail(.connectionLost(detail: ""))) == "close")
        #expect(describe(state.send()) == "not sent")
    }

    @Test("An answer that nothing asked for ends the connection")
    mutating func unsolicited() {
        #expect(describe(state.receive(head: head())) == "close")
        #expect(describe(state.send()) == "ROLLCALL_PROTOCOL false")
    }
}
