import ActivationDomain
import NIOCore
import Testing

@testable import KMSExchange

@Suite("Reading instances")
struct CIMRecordTests {
    private func instance(_ content: String) throws -> CIMInstance {
        let text = "<i xmlns:xsi=\"x\" xmlns:cim=\"c\" xmlns:p=\"p\">\(content)</i>"
        return CIMInstance(try SOAPDocument.parse(ByteBuffer(string: text)))
    }

    @Test("A typed instance and a fragment read the same")
    func licence() throws {
        let content =
            "<ID>a</ID><Name>N</Name><LicenseStatus>1</LicenseStatus><LicenseIsAddon>TRUE</LicenseIsAddon>"
            + "<LicenseStatusReason>-1073418124</LicenseStatusReason><PartialProductKey xsi:nil=\"true\"/>"
            + "<GracePeriodRemaining>12</GracePeriodRemaining><KeyManagementServiceMachine></KeyManagementServiceMachine>"
        let fragment = try LicenceRecord(try instance(content))
        let typed = try LicenceRecord(
            try instance(
                content.replacing("</", with: "</p:").replacing("<p:", with: "<")
                    .replacing(/<([A-Z])/) { "<p:\($0.output.1)" }
            )
        )
        #expect(fragment == typed)
        #expect(fragment.status == .licensed)
        #expect(fragment.isAddon)
        #expect(fragment.statusReason == 0xC004_F074)
        #expect(fragment.partialProductKey == nil)
        #expect(fragment.kmsHost == nil)
        #expect(fragment.minutesRemaining == 12)
    }

    @Test("A licence without an ID is refused, one with a status unknown to us is not")
    func oddLicences() throws {
        #expect(throws: KMSExchange.ChannelError.self) { try LicenceRecord(try instance("<Name>N</Name>")) }
        #expect(try LicenceRecord(try instance("<ID>a</ID><LicenseStatus>9</LicenseStatus>")).status == nil)
    }

    @Test("Arrays repeat their element, or nest it; names have no case")
    func arrays() throws {
        #expect(try instance("<S>a</S><S></S><S>b</S>").strings("s") == ["a", "", "b"])
        #expect(try instance("<S><string>a</string><string>b</string></S>").strings("S") == ["a", "b"])
    }

    @Test(
        "Times",
        arguments: [
            ("2012-07-04T09:17:56.234+02:00", "2012-07-04T07:17:56.234000Z", 120),
            ("20120704091756.234000+120", "2012-07-04T07:17:56.234000Z", 120),
            ("20120704091756.234000-330", "2012-07-04T14:47:56.234000Z", -330),
            ("2012-07-04T09:17:56Z", "2012-07-04T09:17:56.000000Z", nil),
            ("2012-07-04T09:17:56", "2012-07-04T01:17:56.000000Z", 480),
        ] as [(String, String, Int?)]
    )
    func times(_ text: String, _ time: String, _ offset: Int?) throws {
        let read = try #require(CIMDateTime(text, fallbackOffsetMinutes: 480))
        #expect(read.time.description == time)
        #expect(read.zoneOffsetMinutes == offset)
    }

    @Test(
        "What is no time",
        arguments: ["", "20120704", "2012-13-04T09:17:56Z", "20120704091756.234000+xyz", "20120704091756.234000:000"]
    )
    func noTimes(_ text: String) {
        #expect(CIMDateTime(text) == nil)
    }

    @Test("A datetime in either nesting")
    func nested() throws {
        #expect(try instance("<T><cim:Datetime>x</cim:Datetime></T>").string("T") == "x")
        #expect(try instance("<T><Datetime>x</Datetime></T>").string("T") == "x")
    }

    private static let list =
        "0xC004F06C, 0x00000000, kms.campus.example:1688, 00000000-0000-0000-0000-000000000000, 2026/09/01 17:52, 0, 2, "
        + "41760, 68531fb9-5511-4989-97be-d11a0f55633f, 5"

    @Test(
        "An event's fields come one by one, as one list, or in the message",
        arguments: [
            list.split(separator: ",").map { "<InsertionStrings>\($0)</InsertionStrings>" }.joined(),
            "<InsertionStrings>\(list)</InsertionStrings>",
            "<InsertionStrings>%1</InsertionStrings><Message>The client has sent a request.\nInfo:\n\(list)</Message>",
            "<Message>The client has sent a request. Info: \(list)</Message><SourceName>Office Software Protection Platform "
                + "Service</SourceName>",
        ]
    )
    func events(_ content: String) throws {
        let event = try #require(ActivationEventRecord(try instance("<RecordNumber>7</RecordNumber>" + content)))
        #expect(
            event == ActivationEventRecord(recordNumber: 7, result: 0xC004_F06C, kmsHost: "kms.campus.example:1688")
        )
    }

    @Test("Only the first string is known; nothing is; another program's event")
    func oddEvents() throws {
        let first = try instance("<RecordNumber>7</RecordNumber><InsertionStrings>0x00000000</InsertionStrings>")
        #expect(ActivationEventRecord(first) == ActivationEventRecord(recordNumber: 7, result: 0, kmsHost: nil))
        let bare = try instance("<RecordNumber>7</RecordNumber>")
        #expect(ActivationEventRecord(bare) == ActivationEventRecord(recordNumber: 7, result: nil, kmsHost: nil))
        #expect(
            ActivationEventRecord(try instance("<RecordNumber>7</RecordNumber><SourceName>VSS</SourceName>")) == nil
        )
        #expect(ActivationEventRecord(try instance("<Message>0xC004F06C</Message>")) == nil)
    }
}
