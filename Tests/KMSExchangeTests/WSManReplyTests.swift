import ActivationDomain
import NIOCore
import NIOHTTP1
import Testing

@testable import KMSExchange

@Suite("Reading replies")
struct WSManReplyTests {
    private func body(
        _ text: String,
        status: HTTPResponseStatus = .ok,
        headers: HTTPHeaders = [:]
    ) throws(KMSExchange.ChannelError)
        -> SOAPElement
    {
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        return try WSManReply.body(of: HTTPReply(head: head, body: ByteBuffer(string: text)))
    }

    private func error(
        _ text: String,
        status: HTTPResponseStatus = .ok,
        headers: HTTPHeaders = [:]
    ) -> KMSExchange.ChannelError? {
        do throws(KMSExchange.ChannelError) {
            _ = try body(text, status: status, headers: headers)
            return nil
        } catch {
            return error
        }
    }

    @Test("A page with everything: context empty, end told in either namespace")
    func complete() throws {
        let items = Envelopes.licence(id: "1") + Envelopes.licence(id: "2")
        let page = try WSManPage(try body(Envelopes.enumerated(items)))
        #expect(page.items.compactMap { $0.string("ID") } == ["1", "2"])
        #expect(page.context == nil)
        #expect(try WSManPage(try body(Envelopes.pulled(items)), following: "old").context == nil)
    }

    @Test("A first page of one item leaves a context to pull by")
    func oneItem() throws {
        let page = try WSManPage(
            try body(Envelopes.enumerated(Envelopes.licence(id: "1"), context: "uuid:A", ended: false))
        )
        #expect(page.items.count == 1)
        #expect(page.context == "uuid:A")
    }

    @Test("The end wins over a context beside it; an empty context is the end; a missing one in a Pull keeps the old")
    func contexts() throws {
        #expect(try WSManPage(try body(Envelopes.pulled("", context: "uuid:B", ended: true))).context == nil)
        #expect(try WSManPage(try body(Envelopes.enumerated("", context: "", ended: false))).context == nil)
        #expect(try WSManPage(try body(Envelopes.enumerated("", context: nil, ended: false))).context == nil)
        #expect(try WSManPage(try body(Envelopes.pulled("", ended: false)), following: "old").context == "old")
        #expect(
            try WSManPage(try body(Envelopes.pulled("", context: "new", ended: false)), following: "old").context
                == "new"
        )
    }

    @Test("No item at all")
    func noItems() throws {
        #expect(try WSManPage(try body(Envelopes.enumerated(""))).items.isEmpty)
    }

    @Test("A page of 1,000 items")
    func manyItems() throws {
        let items = (1...1000).map { Envelopes.licence(id: "id-\($0)") }.joined()
        let page = try WSManPage(try body(Envelopes.enumerated(items)))
        #expect(page.items.count == 1000)
        #expect(page.items.last?.string("ID") == "id-1000")
    }

    @Test("HTTP 401 is a refusal, and says when Basic is not offered")
    func unauthorised() {
        guard
            case .authentication(let plain)? = error(
                "",
                status: .unauthorized,
                headers: ["WWW-Authenticate": "Basic realm=\"WSMAN\""]
            )
        else {
            Issue.record("401 is not .authentication")
            return
        }
        #expect(plain.contains("refused"))
        let headers: HTTPHeaders = ["WWW-Authenticate": "Negotiate"]
        #expect(error("", status: .unauthorized, headers: headers)?.detail?.contains("only Negotiate") == true)
        for (scheme, listener) in [(ComputerEndpoint.Scheme.https, "its HTTPS listener"), (.http, "its HTTP listener")]
        {
            let reply = HTTPReply(
                head: HTTPResponseHead(version: .http1_1, status: .unauthorized, headers: headers),
                body: ByteBuffer()
            )
            let found = #expect(throws: KMSExchange.ChannelError.self) { try WSManReply.body(of: reply, over: scheme) }
            #expect(found?.detail?.contains(listener) == true)
        }
    }

    @Test("HTTP 500 without SOAP shows its first bytes")
    func withoutSOAP() {
        let found = error("<html>\u{7}Internal Server Error</html>", status: .internalServerError)
        #expect(found?.code == .protocolViolation)
        #expect(found?.detail == "HTTP 500 without a SOAP answer: <html> Internal Server Error</html>")
        #expect(error("", status: .badGateway)?.detail == "HTTP 502 without a SOAP answer, and nothing else.")
        #expect(error("Busy", status: .serviceUnavailable)?.code.hresult == 0x8033_81A6)
        #expect(error("<x/>")?.code == .protocolViolation)
    }

    @Test("A fault counts also with HTTP 200")
    func faultWithOK() {
        #expect(error(Envelopes.fault(Envelopes.wsmanFault(code: "5"))) == .hresult(0x8007_0005, detail: "It failed."))
    }

    @Test(
        "What a method returned",
        arguments: [
            ("<p:Activate_OUTPUT><p:ReturnValue>0</p:ReturnValue></p:Activate_OUTPUT>", nil),
            ("<p:Activate_OUTPUT/>", nil), ("<p:Activate><p:ReturnValue>0</p:ReturnValue></p:Activate>", nil),
            ("<p:Activate_OUTPUT><p:ReturnValue>1074065472</p:ReturnValue></p:Activate_OUTPUT>", nil),
            ("<p:Activate_OUTPUT><p:ReturnValue>3221549172</p:ReturnValue></p:Activate_OUTPUT>", 0xC004_F074),
            ("<p:Activate_OUTPUT><p:ReturnValue>-1073418124</p:ReturnValue></p:Activate_OUTPUT>", 0xC004_F074),
            ("<p:Activate_OUTPUT><p:ReturnValue>5</p:ReturnValue></p:Activate_OUTPUT>", 0x8007_0005),
        ] as [(String, UInt32?)]
    )
    func returned(_ xml: String, _ code: UInt32?) throws {
        let body = try body(Envelopes.envelope(xml))
        do throws(KMSExchange.ChannelError) {
            try WSManMethodResult.check(body, method: "Activate")
            #expect(code == nil)
        } catch {
            #expect(error.code.hresult == code)
            // As people look it up; a Win32 error is none yet.
            #expect(error.detail == (code == 0x8007_0005 ? "Activate returned 5." : "Activate returned 0xC004F074."))
        }
    }

    @Test(
        "An answer to another method, and a value that is no number, are refused",
        arguments: ["<p:Other/>", "", "<p:Activate_OUTPUT><p:ReturnValue>x</p:ReturnValue></p:Activate_OUTPUT>"]
    )
    func notReturned(_ xml: String) throws {
        let body = try body(Envelopes.envelope(xml))
        #expect(throws: KMSExchange.ChannelError.self) { try WSManMethodResult.check(body, method: "Activate") }
    }
}
