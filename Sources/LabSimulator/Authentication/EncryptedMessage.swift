/// A body that was encrypted by the mechanism of a log-on (MS-WSMV 2.2.9.1).
///
/// Two parts of MIME: what the body is and how long, then four bytes with the length of the mechanism's header, that header,
/// and what was encrypted. Nothing ends the second part but the lengths: its bytes may look like a boundary.
struct EncryptedMessage: Equatable {
    /// Why a body is none.
    struct Failure: Error, Equatable {
        let message: String
    }

    /// How the mechanism's messages are called.
    var messageProtocol: String
    /// What the body is, such as `application/soap+xml;charset=UTF-8`.
    var originalType: String
    /// How long it is, with padding.
    var originalLength: Int
    var header: [UInt8]
    var payload: [UInt8]

    private static let boundary = "Encrypted Boundary"
    private static let separator = "--\(boundary)\r\n"
    private static let end = "--\(boundary)--\r\n"
    private static let octets = "application/octet-stream"
    /// No mechanism's header is longer.
    private static let headerLimit = 1_024

    /// The `Content-Type` of the whole.
    var contentType: String { "multipart/encrypted;protocol=\"\(messageProtocol)\";boundary=\"\(Self.boundary)\"" }

    /// The whole as it goes over the wire; lines within a part begin with a tab, as Windows writes them.
    var bytes: [UInt8] {
        var bytes = Array(Self.separator.utf8)
        bytes += "\tContent-Type: \(messageProtocol)\r\n".utf8
        bytes += "\tOriginalContent: type=\(originalType);Length=\(originalLength)\r\n".utf8
        bytes += Self.separator.utf8
        bytes += "\tContent-Type: \(Self.octets)\r\n".utf8
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: header.count >> shift)) }
        return bytes + header + payload + Self.end.utf8
    }

    /// Made from its parts.
    init(
        messageProtocol: String,
        originalType: String,
        originalLength: Int,
        header: [UInt8],
        payload: [UInt8]
    ) {
        self.messageProtocol = messageProtocol
        self.originalType = originalType
        self.originalLength = originalLength
        self.header = header
        self.payload = payload
    }

    /// Whether a `Content-Type` is that of such a body.
    static func isOne(_ contentType: String) -> Bool {
        contentType.lowercased().hasPrefix("multipart/encrypted")
    }

    /// Reads a body.
    init(contentType: String, _ body: [UInt8]) throws(Failure) {
        let parameters = Self.parameters(contentType)
        guard parameters.first?.name == "multipart/encrypted", let name = parameters.last(named: "protocol"),
            parameters.last(named: "boundary") == Self.boundary
        else { throw Failure(message: "the content type is not that of an encrypted body") }
        messageProtocol = name
        var lines = Lines(body)
        guard lines.next() == "--\(Self.boundary)", lines.field("content-type") == name,
            let original = lines.field("originalcontent"), lines.next() == "--\(Self.boundary)",
            lines.field("content-type") == Self.octets
        else { throw Failure(message: "the parts are not those of an encrypted body") }
        let about = Self.parameters(original)
        guard let type = about.last(named: "type"), let digits = about.last(named: "length"),
            let length = Int(digits), length >= 0
        else { throw Failure(message: "the first part does not tell type and length") }
        originalType = about.last(named: "charset").map { "\(type);charset=\($0)" } ?? type
        originalLength = length
        let rest = body[lines.position...]
        guard rest.count >= 4 else { throw Failure(message: "the second part is cut off") }
        let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...Self.headerLimit).contains(count), rest.count - 4 - count >= length else {
            throw Failure(message: "the second part is shorter than its lengths say")
        }
        header = Array(rest.dropFirst(4).prefix(count))
        payload = Array(rest.dropFirst(4 + count).prefix(length))
        let tail = rest.dropFirst(4 + count + length)
        guard tail.elementsEqual(Self.end.utf8) || tail.elementsEqual(Self.end.utf8.dropLast(2)) else {
            throw Failure(message: "the second part is longer than its lengths say")
        }
    }

    /// `first; name="value"; …`, names in lower case.
    private static func parameters(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: ";").map { part in
            let sides = part.split(separator: "=", maxSplits: 1)
            let value = sides.count == 2 ? sides[1] : ""
            return (trimmed(sides.first ?? "").lowercased(), trimmed(value, "\""))
        }
    }

    fileprivate static func trimmed(_ text: Substring, _ more: Character? = nil) -> String {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" || character == more }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}

/// The lines of text at the beginning of a body, which goes on with bytes.
private struct Lines {
    private let body: [UInt8]
    /// Where the next line begins.
    private(set) var position = 0
    /// None is longer.
    private static let limit = 512

    init(_ body: [UInt8]) { self.body = body }

    /// A line without its end, CR LF; nil where there is none.
    mutating func next() -> String? {
        let window = body[position...].prefix(Self.limit)
        guard let end = window.firstIndex(of: UInt8(ascii: "\n")), end > position, body[end - 1] == UInt8(ascii: "\r")
        else { return nil }
        defer { position = end + 1 }
        return String(validating: body[position..<end - 1], as: UTF8.self)
    }

    /// The value of a line such as `\tName: value`, if it has that name, in lower case.
    mutating func field(_ name: String) -> String? {
        guard let line = next(), let colon = line.firstIndex(of: ":") else { return nil }
        guard EncryptedMessage.trimmed(line[..<colon]).lowercased() == name else { return nil }
        return EncryptedMessage.trimmed(line[line.index(after: colon)...])
    }
}

extension [(name: String, value: String)] {
    fileprivate func last(named name: String) -> String? { last { $0.name == name }?.value }
}
