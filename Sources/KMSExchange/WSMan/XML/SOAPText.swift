internal import Foundation
internal import NIOCore

/// The bytes of a reply made ready for the XML parser: UTF-8, without declaration, certain to hold no DOCTYPE.
///
/// SOAP forbids a document type (SOAP 1.2 part 1, section 5), and one is the way to entity bombs and to files of the
/// worker. The parser follows the declared encoding, so a DOCTYPE could hide in one: everything is brought to UTF-8
/// and the declaration cut off before the search.
enum SOAPText {
    /// Why bytes were refused.
    struct Refusal: Error {
        var reason: String
    }

    /// Prepares a reply that HTTP says to be of `contentType`.
    static func prepare(_ buffer: ByteBuffer, contentType: String? = nil) throws(Refusal) -> Data {
        var bytes = Data(buffer.readableBytesView)
        if let encoding = utf16(bytes, contentType) {
            guard let text = String(data: bytes, encoding: encoding) else {
                throw Refusal(reason: "it is broken UTF-16")
            }
            bytes = withoutDeclaration(Data(text.utf8))
        } else {
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = Data(bytes.dropFirst(3)) }
            let encoding = declaredEncoding(of: bytes)
            guard ["utf-8", "utf8", "us-ascii"].contains(encoding.lowercased()) else {
                throw Refusal(reason: "its encoding is \(encoding.prefix(40)) and not UTF-8")
            }
            bytes = withoutDeclaration(bytes)
            let isUTF8 = bytes.withUnsafeBytes { String(validating: $0, as: UTF8.self) != nil }
            guard isUTF8 else { throw Refusal(reason: "it is broken UTF-8") }
        }
        guard !holds([0], in: bytes) else { throw Refusal(reason: "it holds a NUL") }
        guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else {
            throw Refusal(reason: "it does not begin with an element")
        }
        guard !holds(Array("<!DOCTYPE".utf8), in: bytes) else {
            throw Refusal(reason: "it has a document type, which SOAP forbids")
        }
        return bytes
    }

    /// In what order UTF-16 is, if the reply is that; as its first bytes tell, else its type.
    private static func utf16(_ bytes: Data, _ contentType: String?) -> String.Encoding? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .utf16 }
        if bytes.starts(with: [0x3C, 0]) { return .utf16LittleEndian }
        if bytes.starts(with: [0, 0x3C]) { return .utf16BigEndian }
        // Most types are UTF-8's and not worth taking apart.
        guard let contentType, contentType.utf8.contains(UInt8(ascii: "6")), bytes.first != 0x3C else { return nil }
        return switch MIMEHeader(contentType).parameter("charset")?.lowercased() {
        // Windows knows no other order where none is told.
        case "utf-16", "utf-16le": .utf16LittleEndian
        case "utf-16be": .utf16BigEndian
        default: nil
        }
    }

    /// Each reply is searched, so the C library looks for the first byte: Foundation's own search takes longer than
    /// the parser.
    private static func holds(_ wanted: [UInt8], in bytes: Data) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while let start = rest.index(ofFirst: wanted[0]) {
                if rest[start...].starts(with: wanted) { return true }
                rest = rest[(start + 1)...]
            }
            return false
        }
    }

    private static func declaration(of bytes: Data) -> Data? {
        guard bytes.starts(with: Data("<?xml".utf8)), let end = bytes.range(of: Data("?>".utf8)) else { return nil }
        return bytes[bytes.startIndex..<end.upperBound]
    }

    private static func withoutDeclaration(_ bytes: Data) -> Data {
        declaration(of: bytes).map { Data(bytes.dropFirst($0.count)) } ?? bytes
    }

    private static func declaredEncoding(of bytes: Data) -> Substring {
        guard let declaration = declaration(of: bytes) else { return "utf-8" }
        let text = String(decoding: declaration, as: UTF8.self)
        guard let name = text.range(of: "encoding") else { return "utf-8" }
        let quoted = text[name.upperBound...].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
        return quoted.count > 1 ? quoted[1] : ""
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate func index(ofFirst byte: UInt8) -> Int? {
        let bytes = UnsafeRawBufferPointer(rebasing: self)
        guard let start = bytes.baseAddress, let found = memchr(start, Int32(byte), bytes.count) else { return nil }
        return startIndex + (UnsafeRawPointer(found) - start)
    }
}
