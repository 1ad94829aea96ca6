/// Goes through an encrypted body from its beginning to its end.
struct EncryptedBodyReader {
    /// More than any mechanism's signature takes.
    private static let longestSignature = 4_096
    /// More than a line of headers takes.
    private static let longestLine = 1_024
    /// More headers than a part has.
    private static let mostHeaders = 16

    private let bytes: [UInt8]
    private let boundary: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8], boundary: String) {
        self.bytes = bytes
        self.boundary = Array(boundary.utf8)
    }

    /// Takes a line that is the boundary.
    mutating func takeDelimiter() -> Bool {
        let before = place
        takeLineEnd()
        if takeBoundary(), takeLineEnd() { return true }
        place = before
        return false
    }

    /// Takes the boundary that ends all, after which nothing but white space comes.
    mutating func takeEnd() -> Bool {
        guard takeBoundary(), take("--") else { return false }
        return bytes[place...].allSatisfy { [0x09, 0x0A, 0x0D, 0x20].contains($0) }
    }

    /// Takes headers up to the next boundary; names in lower case.
    mutating func headers() throws(ChannelError) -> [String: String] {
        var headers: [String: String] = [:]
        while let header = try header(), headers.count < Self.mostHeaders { headers[header.name] = header.value }
        return headers
    }

    /// Takes one line with a header; nil where there is none.
    mutating func header() throws(ChannelError) -> (name: String, value: String)? {
        guard place < bytes.count, bytes[place] != UInt8(ascii: "-"), bytes[place] != UInt8(ascii: "\r") else {
            return nil
        }
        let rest = bytes[place...].prefix(Self.longestLine)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")), end > place, bytes[end - 1] == UInt8(ascii: "\r")
        else {
            throw EncryptedBody.violation("with a header that does not end")
        }
        let line = String(decoding: bytes[place..<(end - 1)], as: UTF8.self)
        place = end + 1
        guard let colon = line.firstIndex(of: ":") else {
            throw EncryptedBody.violation("with a line that is no header")
        }
        let name = MIMEHeader.trimmed(line[..<colon]).lowercased()
        return (name, MIMEHeader.trimmed(line[line.index(after: colon)...]))
    }

    /// Takes bytes that begin with their count, in four bytes with the least first.
    mutating func takeCounted() -> [UInt8]? {
        guard let digits = take(4) else { return nil }
        let count = digits.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...Self.longestSignature).contains(count) else { return nil }
        return take(count)
    }

    /// Takes so many bytes.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard bytes.count - place >= count else { return nil }
        defer { place += count }
        return Array(bytes[place..<(place + count)])
    }

    private mutating func takeBoundary() -> Bool {
        guard take("--") else { return false }
        _ = take(" ")
        return take(boundary)
    }

    @discardableResult
    private mutating func takeLineEnd() -> Bool { take("\r\n") }

    private mutating func take(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { take($0) }
    }

    private mutating func take(_ text: some Collection<UInt8>) -> Bool {
        guard bytes[place...].starts(with: text) else { return false }
        place += text.count
        return true
    }
}
