import Foundation
import Testing

@testable import LabSimulator

@Suite struct SoapTests {
    private let writer = EnvelopeWriter(relatesTo: "uuid:1", messageID: "uuid:2")

    private func call(_ shape: FaultShape) -> ActivationCall {
        ActivationCall(
            index: 0,
            product: .windows,
            result: .code(ResultCode(0xC004_F074)),
            fault: nil,
            shape: shape,
            id: "11111111-2222-3333-4444-555555555555",
            className: "SoftwareLicensingProduct",
            seconds: 0
        )
    }

    @Test func shapeAHasTheCodeInBothFaults() {
        let text = writer.activationFault(ResultCode(0xC004_F074), call: call(.code), machine: "host1")
        #expect(text.components(separatedBy: "Code=\"3221549172\" Machine=\"host1\"").count == 3)
        #expect(text.contains("<s:Value>w:InternalError</s:Value>"))
        #expect(
            text.contains(
                "<x:ParameterInfo>SoftwareLicensingProduct.ID=&quot;11111111-2222-3333-4444-555555555555&quot;<"
            )
        )
        #expect(text.contains("<a:RelatesTo>uuid:1</a:RelatesTo>"))
    }

    @Test func shapeBHasTheCodeInItsTextOnly() {
        let text = writer.activationFault(ResultCode(0xC004_F074), call: call(.text), machine: "host1")
        #expect(!text.contains("3221549172"))
        #expect(text.components(separatedBy: "Code=\"2150858755\"").count == 3)
        #expect(text.components(separatedBy: "HRESULT 0xc004f074 <").count == 3)
    }

    @Test func shapeCIsAWmiError() {
        let text = writer.activationFault(ResultCode(0xC004_F074), call: call(.wmiError), machine: "host1")
        #expect(text.contains("<p:error_Code xsi:type=\"cim:cimUnsignedInt\">3221549172</p:error_Code>"))
        #expect(text.contains("<p:error_Type xsi:type=\"cim:cimString\">HRESULT</p:error_Type>"))
        #expect(!text.contains("f:WSManFault"))
    }

    @Test func shapeDIsAReturnValue() {
        let text = writer.output(method: "Activate", className: "SoftwareLicensingProduct", returnValue: 0xC004_F074)
        #expect(text.contains("<p:Activate_OUTPUT "))
        #expect(text.contains("<p:ReturnValue>3221549172</p:ReturnValue>"))
        #expect(!text.contains("Fault"))
    }

    @Test func shapesRotateOverALab() {
        let shapes = (1...200).map { FaultShape.rotating("PC-\($0)") }
        #expect(FaultShape.allCases.allSatisfy { shape in shapes.count { $0 == shape } > 20 })
    }

    @Test func instancesHaveTheirTwoForms() throws {
        let schema = try #require(WMIClass.named("Win32_NTLogEvent"))
        var instance = WMIInstance(schema)
        instance["InsertionStrings"] = .strings(["a<b", "c"])
        instance["TimeGenerated"] = .datetime(1_285_782_720, bias: 0)
        instance["EventCode"] = .integer(12_288)
        let indices = try ["TimeGenerated", "InsertionStrings", "User", "EventCode"].map {
            try #require(schema.index(of: $0))
        }
        #expect(
            InstanceWriter.fragment(instance, indices: indices.sorted())
                == "<w:XmlFragment xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><EventCode>12288</EventCode>"
                + "<InsertionStrings>a&lt;b</InsertionStrings><InsertionStrings>c</InsertionStrings>"
                + "<TimeGenerated><Datetime>2010-09-29T17:52:00Z</Datetime></TimeGenerated><User xsi:nil=\"true\"/></w:XmlFragment>"
        )
        let typed = InstanceWriter.typed(instance)
        #expect(typed.hasPrefix("<p:Win32_NTLogEvent ") && typed.contains("xsi:type=\"p:Win32_NTLogEvent_Type\""))
        #expect(typed.contains("<p:TimeGenerated><cim:Datetime>2010-09-29T17:52:00Z</cim:Datetime></p:TimeGenerated>"))
        #expect(typed.contains("<p:User xsi:nil=\"true\"/>"))
    }

    @Test func readsARequest() throws {
        let text = Envelope.enumerate("select a from C where b < 5 and c = 'x&y'", maxElements: 7)
        let request = try RequestReader.read(Array(text.utf8))
        #expect(request.action == "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate")
        #expect(request.filter == "select a from C where b < 5 and c = 'x&y'")
        #expect(request.maxElements == 7 && request.isOptimized && request.bodyElement == "Enumerate")
        #expect(request.operationTimeout == 60 && request.maxEnvelopeSize == 512_000)
        #expect(request.hasDestination && request.hasReplyTo)
    }

    @Test(arguments: [
        "", "<", "x", "<a/>", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<!DOCTYPE s [<!ENTITY a 'b'>]><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'>&a;</s:Envelope>",
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body></s:Envelope>",
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'>" + String(repeating: "<a>", count: 200_000),
    ])
    func refusesWhatIsNoEnvelope(_ text: String) {
        #expect(throws: RequestReader.Failure.self) { try RequestReader.read(Array(text.utf8)) }
    }

    @Test(arguments: [
        ("PT60.000S", 60.0), ("PT1M", 60), ("P0DT0H1M30S", 90), ("P1D", 86_400), ("PT", 0), ("60", nil), ("PT5", nil),
        ("P1M", nil),
    ])
    func readsDurations(_ text: String, _ seconds: Double?) {
        #expect(WSManRequest.seconds(duration: text) == seconds)
    }
}
