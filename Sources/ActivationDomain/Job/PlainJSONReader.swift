/// Reads JSON that holds no surprise: texts without escapes, small whole numbers, objects; says only whether it was so.
///
/// It never takes for valid what RFC 8259 does not, so that whoever it refuses can be read, or refused with a reason, by
/// a complete decoder.
struct PlainJSONReader {
    private let bytes: [UInt8]
    private var position = 0

    /// Begins to read; nil when the bytes are not UTF-8.
    init?(_ bytes: [UInt8]) {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { return nil }
        self.bytes = bytes
    }

    /// Whether nothing but blanks is left.
    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == bytes.count
        }
    }

    /// Reads an object, each value by `member`, which is given its name and says whether it could.
    mutating func object(_ member: (inout PlainJSONReader, String) -> Bool) -> Bool {
        guard take("{") else { return false }
        if take("}") { return true }
        repeat {
            guard let name = string(), take(":"), member(&self, name) else { return false }
        } while take(",")
        return take("}")
    }

    /// Reads a text, unless there is one already.
    mutating func string(into value: inout String?) -> Bool {
        guard value == nil else { return false }
        value = string()
        return value != nil
    }

    /// Reads a number of at most nine digits, unless there is one already.
    mutating func number(into value: inout Int?) -> Bool {
        guard value == nil else { return false }
        skipBlanks()
        let start = position
        var number = 0
        while position < bytes.count, position - start < 9, (48...57).contains(bytes[position]) {
            number = number * 10 + Int(bytes[position] - 48)
            position += 1
        }
        // Whatever else may belong to a number (a sign, a fraction, more digits) is no comma or brace.
        guard position > start, position == start + 1 || bytes[start] != 48 else { return false }
        value = number
        return true
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        return nil
    }

    /// Takes a character that stands between values, if it is next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
