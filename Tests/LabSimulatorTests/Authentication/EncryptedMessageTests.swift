import TestSupport
import Testing

@testable import LabSimulator

@Suite struct EncryptedMessageTests {
    static let message = EncryptedMessage(
        messageProtocol: "application/HTTP-SPNEGO-session-encrypted",
        originalType: "application/soap+xml;charset=UTF-8",
        originalLength: 5,
        header: Array(1...16),
        payload: [9, 8, 7, 6, 5]
    )

    /// As MS-WSMV 2.2.9.1 has it, with the mechanism's bytes given.
    private func body(_ binary: [UInt8], tab: String = "\t", length: String = "5", end: String = "\r\n") -> [UInt8] {
        let head =
            "--Encrypted Boundary\r\n\(tab)Content-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            + "\(tab)OriginalContent: type=application/soap+xml;charset=UTF-8;Length=\(length)\r\n"
            + "--Encrypted Boundary\r\n\(tab)Content-Type: application/octet-stream\r\n"
        return Array(head.utf8) + binary + Array("--Encrypted Boundary--\(end)".utf8)
    }

    private static let binary: [UInt8] = [16, 0, 0, 0] + Array(1...16) + [9, 8, 7, 6, 5]

    @Test func writesWhatTheDocumentSays() {
        #expect(Self.message.bytes == body(Self.binary))
        #expect(
            Self.message.contentType == "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";"
                + "boundary=\"Encrypted Boundary\""
        )
    }

    @Test(arguments: ["\t", "", "  "], ["\r\n", ""])
    func readsItWithAndWithoutTabsAndLastLineEnd(_ tab: String, _ end: String) throws {
        let read = try EncryptedMessage(
            contentType: Self.message.contentType,
            body(Self.binary, tab: tab, end: end)
        )
        #expect(read == Self.message)
    }

    @Test(arguments: [
        "multipart/encrypted; protocol=application/HTTP-SPNEGO-session-encrypted; boundary=\"Encrypted Boundary\"",
        "Multipart/Encrypted;boundary=\"Encrypted Boundary\";PROTOCOL=\"application/HTTP-SPNEGO-session-encrypted\"",
    ])
    func readsTheContentTypeAsMIMEHasIt(_ type: String) throws {
        #expect(EncryptedMessage.isOne(type))
        #expect(try EncryptedMessage(contentType: type, body(Self.binary)) == Self.message)
    }

    @Test func bytesThatLookLikeABoundaryAreBytes() throws {
        var message = Self.message
        message.payload = Array("--Encrypted Boundary--\r\n--Encrypted Boundary\r\n\tContent-Type: ".utf8)
        message.originalLength = message.payload.count
        message.header = Array("--Encrypted Boundary--\r\n".utf8)
        #expect(try EncryptedMessage(contentType: message.contentType, message.bytes) == message)
    }

    @Test func lengthsThatLieAreRefused() {
        let type = Self.message.contentType
        for length in ["4", "6", "-1", "x", "", "99999999999999999999"] {
            #expect(throws: EncryptedMessage.Failure.self) {
                try EncryptedMessage(contentType: type, body(Self.binary, length: length))
            }
        }
        for count: [UInt8] in [[0, 0, 0, 0], [15, 0, 0, 0], [17, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]] {
            #expect(throws: EncryptedMessage.Failure.self) {
                try EncryptedMessage(contentType: type, body(count + Self.binary.dropFirst(4)))
            }
        }
    }

    @Test func everyCutIsRefused() {
        let whole = body(Self.binary)
        // The last two bytes may be missing.
        for count in 0..<whole.count - 2 {
            #expect(throws: EncryptedMessage.Failure.self) {
                try EncryptedMessage(contentType: Self.message.contentType, Array(whole.prefix(count)))
            }
        }
    }

    @Test func otherBodiesAreRefused() {
        for type in ["multipart/encrypted", "text/plain", "", ";;=", Self.message.contentType + "x"] {
            #expect(throws: EncryptedMessage.Failure.self) {
                try EncryptedMessage(contentType: type, body(Self.binary))
            }
        }
    }
}
