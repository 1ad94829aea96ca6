import Foundation
import NIOCore
import Testing

@testable import KMSExchange

@Suite("Requests")
struct WSManEnvelopeTests {
    private func parsed(_ request: WSManRequest) throws -> SOAPElement {
        let text = WSManEnvelope.text(
            of: request,
            to: "http://pc-1:5985/wsman",
            operationTimeout: .milliseconds(27_500)
        )
        return try SOAPDocument.parse(ByteBuffer(string: text))
    }

    @Test("A query is escaped, and reads back as it was written")
    func query() throws {
        let query = "select A from B where C <> 'x' and D >= \"1\" & E"
        let envelope = try parsed(.enumerate(query, maximumElements: 7))
        #expect(envelope.firstDescendant("Filter")?.value == query)
        #expect(envelope.firstDescendant("Filter")?.attributes["Dialect"]?.hasSuffix("/WQL") == true)
        #expect(envelope.firstDescendant("MaxElements")?.value == "7")
        #expect(envelope.firstDescendant("OptimizeEnumeration") != nil)
        #expect(envelope.firstDescendant("ResourceURI")?.value.hasSuffix("/root/cimv2/*") == true)
    }

    @Test("Every request carries the headers that Windows wants")
    func headers() throws {
        let header = try #require(try parsed(.pull(context: "uuid:1", maximumElements: 1)).child("Header"))
        let names = Set(header.children.map(\.name))
        let wanted: Set = [
            "To", "ResourceURI", "ReplyTo", "Action", "MaxEnvelopeSize", "MessageID", "OperationTimeout", "Locale",
        ]
        #expect(names.isSuperset(of: wanted))
        #expect(header.child("MaxEnvelopeSize")?.value == "512000")
        #expect(header.child("OperationTimeout")?.value == "PT27.500S")
        #expect(header.child("Locale")?.attributes["lang"] == "en-US")
        #expect(header.child("MessageID")?.value.hasPrefix("uuid:") == true)
    }

    @Test("Two messages never share an id")
    func messageIDs() throws {
        let first = try parsed(.release(context: "c")).firstDescendant("MessageID")?.value
        let second = try parsed(.release(context: "c")).firstDescendant("MessageID")?.value
        #expect(first != second)
    }

    @Test("A method call names its method in action and body, its instance in a selector")
    func invoke() throws {
        let envelope = try parsed(
            .invoke(
                "SetKeyManagementServiceMachine",
                of: "SoftwareLicensingService",
                key: .init(name: "Version", value: "10.0 \"<&>\""),
                parameters: ["MachineName": "kms.campus.example"]
            )
        )
        #expect(
            envelope.firstDescendant("Action")?.value.hasSuffix(
                "/SoftwareLicensingService/SetKeyManagementServiceMachine"
            ) == true
        )
        #expect(envelope.firstDescendant("Selector")?.value == "10.0 \"<&>\"")
        #expect(envelope.firstDescendant("Selector")?.attributes["Name"] == "Version")
        let input = try #require(envelope.firstDescendant("SetKeyManagementServiceMachine_INPUT"))
        #expect(input.child("MachineName")?.value == "kms.campus.example")
    }

    @Test("A context from a computer cannot add elements")
    func hostileContext() throws {
        let context = "</n:EnumerationContext><evil/>"
        let envelope = try parsed(.pull(context: context, maximumElements: 1))
        #expect(envelope.firstDescendant("EnumerationContext")?.value == context)
        #expect(envelope.firstDescendant("evil") == nil)
    }

    @Test("A character that XML cannot hold is replaced")
    func control() {
        #expect("a\u{1}b\tc".escapedForXML() == "a\u{FFFD}b&#9;c")
    }

    @Test(
        "Durations",
        arguments: [
            (Duration.seconds(60), "PT60.000S"), (.milliseconds(5), "PT0.005S"), (.milliseconds(1050), "PT1.050S"),
            (.seconds(-1), "PT0.000S"),
        ]
    )
    func duration(_ duration: Duration, _ text: String) {
        #expect(WSManEnvelope.xmlDuration(duration) == text)
    }

    @Test("No description shows a password")
    func redaction() {
        let credential = WSManCredential(username: "rollcall", password: "hunter2")
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped, "\([credential])"] {
            #expect(!text.contains("hunter2"))
        }
    }
}
