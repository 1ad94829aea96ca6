import NegotiateAuthentication
import Testing

@testable import KMSExchange

@Suite("Encrypted body")
struct EncryptedBodyTests {
    static let type =
        "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\""
    /// A signature and a text in which the boundary, a line's end and a length come about.
    static let message = SealedMessage(
        header: (1...16).map { UInt8($0) },
        payload: Array("x--Encrypted Boundary--\r\n--Encrypted Boundary\r\n\tContent-Type: y\r\n".utf8)
    )

    /// What goes over the wire, with the lines as given and what is encrypted after them.
    static func bytes(
        _ lines: [String],
        _ message: SealedMessage = message,
        end: String = "--Encrypted Boundary--\r\n"
    )
        -> [UInt8]
    {
        let length = UInt32(message.header.count)
        let count = (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) }
        return Array(lines.map { $0 + "\r\n" }.joined().utf8) + count + message.header + message.payload
            + Array(end.utf8)
    }

    static let lines = [
        "--Encrypted Boundary", "\tContent-Type: application/HTTP-SPNEGO-session-encrypted",
        "\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=\(message.payload.count)",
        "--Encrypted Boundary", "\tContent-Type: application/octet-stream",
    ]

    @Test("is written as MS-WSMV 2.2.9.1 has it")
    func writing() {
        let body = EncryptedBody(scheme: .negotiate, message: Self.message)
        #expect(body.header == Self.type)
        #expect(body.bytes == Self.bytes(Self.lines))
        let kerberos = EncryptedBody(scheme: .kerberos, message: SealedMessage(header: [9], payload: []))
        #expect(kerberos.header.contains("\"application/HTTP-Kerberos-session-encrypted\""))
        #expect(String(decoding: kerberos.bytes, as: UTF8.self).contains(";Length=0\r\n"))
    }

    @Test("is read back", arguments: EncryptedBody.Scheme.allCases, [1, 16, 60, 4_096])
    func reading(_ scheme: EncryptedBody.Scheme, _ length: Int) throws {
        let message = SealedMessage(header: [UInt8](repeating: 0x0D, count: length), payload: Self.message.payload)
        let body = EncryptedBody(scheme: scheme, contentType: "application/soap+xml;charset=UTF-16", message: message)
        #expect(EncryptedBody.isAnnounced(by: body.header))
        #expect(try EncryptedBody(contentType: body.header, body.bytes) == body)
    }

    @Test("is read as others write it")
    func others() throws {
        let read = try EncryptedBody(contentType: Self.type, Self.bytes(Self.lines))
        #expect(read == EncryptedBody(scheme: .negotiate, message: Self.message))
        let bare = Self.lines.map { $0.replacing("\t", with: "") }
        let spaced = Self.lines.map { $0.replacing("--", with: "-- ") }
        var parted = Self.lines
        parted.insert("", at: 3)
        let small = Self.lines.map {
            $0.replacing("OriginalContent", with: "originalcontent").replacing("Length", with: "length")
        }
        let variants = [
            Self.bytes(bare), Self.bytes(spaced, end: "-- Encrypted Boundary--\r\n"), Self.bytes(parted),
            Self.bytes(small), Self.bytes(Self.lines, end: "--Encrypted Boundary--"),
            Self.bytes(Self.lines, end: "--Encrypted Boundary--\r\n\r\n"),
        ]
        for variant in variants { #expect(try EncryptedBody(contentType: Self.type, variant) == read) }
        let types = [
            "multipart/encrypted; protocol=application/HTTP-SPNEGO-session-encrypted; boundary=\"Encrypted Boundary\"",
            "Multipart/Encrypted;PROTOCOL=\"application/http-spnego-session-encrypted\"",
        ]
        for type in types { #expect(try EncryptedBody(contentType: type, Self.bytes(Self.lines)) == read) }
        let other = Self.type.replacing("Encrypted Boundary", with: "b;1")
        let body = Self.lines.map { $0.replacing("Encrypted Boundary", with: "b;1") }
        #expect(try EncryptedBody(contentType: other, Self.bytes(body, end: "--b;1--")) == read)
    }

    @Test("is refused where its lengths lie")
    func lies() {
        let count = Self.message.payload.count
        let lengths = ["\(count - 1)", "\(count + 1)", "-1", "", "x", "99999999999999999999", "\(Int.max)", "0"]
        for length in lengths {
            let lines = Self.lines.map { $0.replacing("Length=\(count)", with: "Length=\(length)") }
            #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, Self.bytes(lines)) }
        }
        for count in [0, 15, 17, 4_097, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32] {
            var bytes = Self.bytes(Self.lines)
            let place = Self.lines.map { $0.utf8.count + 2 }.reduce(0, +)
            for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: count >> UInt32(8 * index)) }
            #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, bytes) }
        }
    }

    @Test("is refused cut off anywhere, or with more after it")
    func cutOff() {
        let bytes = Self.bytes(Self.lines, end: "--Encrypted Boundary--")
        for count in bytes.indices {
            #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, Array(bytes[..<count])) }
        }
        #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, bytes + [0x2D]) }
    }

    @Test("is refused where it is something else")
    func somethingElse() {
        let types = [
            "", "application/soap+xml;charset=UTF-8", "multipart/mixed;boundary=x", "multipart/encrypted",
            "multipart/encrypted;protocol=\"application/HTTP-CredSSP-session-encrypted\"",
        ]
        for type in types {
            #expect(throws: ChannelError.self) { try EncryptedBody(contentType: type, Self.bytes(Self.lines)) }
        }
        #expect(!EncryptedBody.isAnnounced(by: "application/soap+xml"))
        for index in Self.lines.indices {
            var lines = Self.lines
            lines.remove(at: index)
            #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, Self.bytes(lines)) }
        }
        let open = Self.lines.map { $0.replacing("octet-stream", with: "soap+xml") }
        #expect(throws: ChannelError.self) { try EncryptedBody(contentType: Self.type, Self.bytes(open)) }
    }
}
