import ActivationDomain
import Foundation
import NIOCore
import Testing

@testable import KMSExchange

@Suite("Reading XML")
struct SOAPDocumentTests {
    private func refusal(_ bytes: [UInt8]) -> String? {
        do throws(KMSExchange.ChannelError) {
            _ = try SOAPDocument.parse(ByteBuffer(bytes: bytes))
            return nil
        } catch {
            return error.detail
        }
    }

    private func refusal(_ text: String) -> String? { refusal(Array(text.utf8)) }

    @Test("Prefixes go, text in pieces and CDATA is joined, nil is seen")
    func elements() throws {
        let root = try SOAPDocument.parse(
            ByteBuffer(
                string:
                    "<a:X xmlns:a='u' a:k='v'>\n one &amp; <![CDATA[<two>]]> <b xsi:nil='TRUE' xmlns:xsi='i'/></a:X>"
            )
        )
        #expect(root.name == "X")
        #expect(root.attributes == ["k": "v"])
        #expect(root.value == "one & <two>")
        #expect(root.child("b")?.isNil == true)
    }

    @Test("A prefix that nobody declared is no obstacle, nor is what may follow the root")
    func undeclaredPrefix() throws {
        #expect(try SOAPDocument.parse(ByteBuffer(string: "<p:a q:b='c'/> <!-- end -->\n")).attributes == ["b": "c"])
    }

    @Test("A document type is refused, in UTF-8 and in UTF-16")
    func documentType() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>"
        #expect(refusal(bomb)?.contains("document type") == true)
        #expect(refusal("<?xml version=\"1.0\"?>\n<!-- -->" + bomb)?.contains("document type") == true)
        let utf16: [UInt8] =
            [0xFF, 0xFE] + bomb.utf16.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(refusal(utf16)?.contains("document type") == true)
    }

    @Test("A declared encoding that could hide one is refused")
    func encodings() {
        #expect(
            refusal("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE x+AD4-<x/>")?.contains("UTF-7") == true
        )
        #expect(refusal("<?xml version='1.0' encoding='ISO-8859-1'?><x/>")?.contains("ISO-8859-1") == true)
        let hidden = "<!DOCTYPE x><x/>".utf8.flatMap { byte -> [UInt8] in [byte, 0] }
        #expect(refusal(hidden)?.contains("document type") == true)
        #expect(refusal("<x\0/\0>\0") != nil)
        #expect(refusal([0x3C, 0x78, 0x3E, 0xFF, 0x3C, 0x2F, 0x78, 0x3E])?.contains("UTF-8") == true)
    }

    @Test(
        "UTF-16 without a byte order mark is told by its first bytes, or by its type",
        arguments: [
            (true, "", nil), (false, "", nil), (true, "\n", "application/soap+xml;charset=UTF-16"),
            (true, " ", "application/soap+xml; charset=\"utf-16le\""), (false, " ", "text/xml;charset=utf-16be"),
            (true, "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "application/soap+xml"),
        ] as [(Bool, String, String?)]
    )
    func withoutMarks(isLittleEndian: Bool, beginning: String, contentType: String?) throws {
        let bytes = (beginning + "<x>教室</x>").utf16.flatMap { unit -> [UInt8] in
            let halves = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return isLittleEndian ? halves : halves.reversed()
        }
        #expect(try SOAPDocument.parse(ByteBuffer(bytes: bytes), contentType: contentType).text == "教室")
    }

    @Test("A type that is wrong does no harm to UTF-8; half a unit of UTF-16 is refused")
    func wrongType() throws {
        let type = "application/soap+xml;charset=UTF-16"
        #expect(try SOAPDocument.parse(ByteBuffer(string: "<x>教室</x>"), contentType: type).text == "教室")
        #expect(throws: KMSExchange.ChannelError.self) {
            try SOAPDocument.parse(ByteBuffer(bytes: [0x3C, 0, 0x78]), contentType: type)
        }
    }

    @Test("UTF-16 with a byte order mark and UTF-8 with one are read", arguments: [true, false])
    func byteOrderMarks(isUTF16: Bool) throws {
        let text = "<?xml version=\"1.0\" encoding=\"\(isUTF16 ? "utf-16" : "UTF-8")\"?><x>教室</x>"
        let bytes: [UInt8] =
            isUTF16
            ? [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            : [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        #expect(try SOAPDocument.parse(ByteBuffer(bytes: bytes)).value == "教室")
    }

    @Test("Nesting and count have bounds")
    func bounds() {
        let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
        #expect(refusal(deep)?.contains("nested") == true)
        let allowed = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
        #expect(refusal(allowed) == nil)
        #expect(refusal("<a>" + String(repeating: "<b/>", count: 50_000) + "</a>")?.contains("elements") == true)
    }

    @Test(
        "What is not one well-formed document is refused",
        arguments: [
            "", "   ", "<a>", "<a></b>", "<a/><b/>", "<a/>tail", "no xml", "<a>&undefined;</a>", "<a", "<a b=c/>",
        ]
    )
    func broken(_ text: String) {
        #expect(refusal(text) != nil)
    }
}
