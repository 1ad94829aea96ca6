import ActivationDomain
import NIOCore
import Testing

@testable import KMSExchange

@Suite("Faults")
struct WSManFaultTests {
    private func fault(
        _ detail: String,
        reason: String = "It failed.",
        subcode: String = "w:InternalError"
    ) throws -> WSManFault {
        let text = Envelopes.fault(detail, reason: reason, subcode: subcode)
        let envelope = try SOAPDocument.parse(ByteBuffer(string: text))
        return WSManFault(try #require(envelope.firstDescendant("Fault")))
    }

    private static let unknown =
        "The WMI service or the WMI provider returned an unknown error: HRESULT 0xc004f074 "

    @Test("The code of the fault itself")
    func outer() throws {
        #expect(try fault(Envelopes.wsmanFault(code: "3221549172")).hresult == 0xC004_F074)
    }

    @Test("The provider's code wins over the wrapper's")
    func nested() throws {
        let detail = Envelopes.wsmanFault(code: "2150858755", providerCode: "3221549164")
        #expect(try fault(detail).hresult == 0xC004_F06C)
    }

    @Test("The sentence wins over wrappers on both levels, wherever it stands")
    func text() throws {
        let inside = Envelopes.wsmanFault(code: "2150858755", providerCode: "2150858755", message: Self.unknown)
        #expect(try fault(inside).hresult == 0xC004_F074)
        let outside = Envelopes.wsmanFault(code: "2150858755")
        #expect(try fault(outside, reason: Self.unknown).hresult == 0xC004_F074)
        let failed = Envelopes.wsmanFault(code: "2150858755", providerCode: "2147749889")
        #expect(try fault(failed, reason: Self.unknown).hresult == 0xC004_F074)
    }

    @Test("The newer error class, by its number and by its words")
    func wmiError() throws {
        func detail(_ type: String, _ code: String) -> String {
            "<p:MSFT_WmiError><p:CIMStatusCode>1</p:CIMStatusCode><p:error_Code>\(code)</p:error_Code>"
                + "<p:error_Type>\(type)</p:error_Type></p:MSFT_WmiError>"
        }
        #expect(try fault(detail("HRESULT", "3221549172")).hresult == 0xC004_F074)
        #expect(try fault(detail("MI", "1"), reason: Self.unknown).hresult == 0xC004_F074)
        #expect(try fault(detail("MI", "1")).hresult == nil)
    }

    @Test("Where all codes are WinRM's own, the innermost is kept")
    func onlyWrappers() throws {
        let keys = Envelopes.wsmanFault(code: "2150859002", providerCode: "2150859002")
        #expect(try fault(keys).hresult == 0x8033_80FA)
        #expect(try fault(Envelopes.wsmanFault(code: "2150859174")).channelError.code.hresult == 0x8033_81A6)
    }

    @Test("A Win32 code becomes its HRESULT")
    func win32() throws {
        #expect(try fault(Envelopes.wsmanFault(code: "5")).hresult == 0x8007_0005)
    }

    @Test("An operation that timed out is told apart, by code and by subcode")
    func timedOut() throws {
        #expect(try fault(Envelopes.wsmanFault(code: "2150858793")).channelError == .operationTimeout)
        #expect(try fault("", subcode: "w:TimedOut").channelError == .operationTimeout)
    }

    @Test(
        "A quota is one by its subcode, whatever its number",
        arguments: [
            (nil, 0x8033_81A6), ("2150859173", 0x8033_81A5), ("2150859240", 0x8033_81E8), ("2150859047", 0x8033_81A6),
            ("5", 0x8033_81A6),
        ] as [(String?, UInt32)]
    )
    func quota(_ code: String?, _ expected: UInt32) throws {
        let detail = code.map { Envelopes.wsmanFault(code: $0) } ?? ""
        #expect(try fault(detail, subcode: "w:QuotaLimit").channelError.code.hresult == expected)
    }

    @Test("Access denied without a code, and a fault that says nothing")
    func codeless() throws {
        #expect(try fault("", subcode: "w:AccessDenied").channelError.code.hresult == 0x8007_0005)
        #expect(try fault("").channelError.code == .protocolViolation)
        #expect(try fault("<f:WSManFault Code=\"0\" xmlns:f=\"f\"/>").hresult == nil)
        #expect(try fault("<f:WSManFault Code=\"99999999999\" xmlns:f=\"f\"/>").hresult == nil)
    }

    @Test("The sentence is cut to what an event can bear")
    func long() throws {
        let found = try fault(Envelopes.wsmanFault(code: "5"), reason: String(repeating: "教", count: 5000)).channelError
        #expect((found.detail?.utf8.count ?? 0) <= 303)
    }

    @Test(
        "HRESULTs in text",
        arguments: [
            ("Error: 0xC004F074 text", 0xC004_F074), ("0XC004f074", 0xC004_F074), ("0xC004F0741", nil),
            ("0xC004F07", nil),
            ("00x80070005", 0x8007_0005), ("", nil), ("0x", nil), ("0x0x80070005", 0x8007_0005),
        ] as [(String, UInt32?)]
    )
    func hexadecimal(_ text: String, _ code: UInt32?) {
        #expect(HRESULTText.first(in: text) == code)
    }
}
