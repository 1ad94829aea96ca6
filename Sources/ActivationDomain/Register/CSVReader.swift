/// Cuts CSV text into records (RFC 4180), over bytes and with the line at which each record begins.
///
/// The bytes are UTF-8, checked before. A line ends with LF, CRLF or a bare CR, inside quotes too, so that the numbers
/// agree with what an editor shows. Blanks around a field are not part of it, other than RFC 4180 section 2.4 has it:
/// people who edit such files by hand do not see them.
struct CSVReader {
    /// One record.
    struct Record {
        /// The line at which it begins, counted from 1.
        var line: Int
        /// Its fields without quotes and surrounding blanks.
        var fields: [String] = []
        /// The first thing in it that breaks the rules, as a clause that says what is wrong and what to do.
        var fault: String?

        /// Whether nothing is in it: a blank line, or the row of delimiters alone that spreadsheets leave behind.
        var isBlank: Bool { fault == nil && fields.allSatisfy(\.isEmpty) }
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position: Int
    private var line = 1

    /// Begins at an offset (behind a byte order mark).
    init(bytes: [UInt8], from position: Int, delimiter: UInt8) {
        self.bytes = bytes
        self.position = position
        self.delimiter = delimiter
    }

    /// Returns the next record, blank ones too; `nil` at the end.
    mutating func next() -> Record? {
        guard position < bytes.count else { return nil }
        var record = Record(line: line)
        record.fields.reserveCapacity(8)
        repeat {
            readField(into: &record)
        } while skipDelimiter()
        skipLineEnd()
        return record
    }

    private mutating func readField(into record: inout Record) {
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
        if position < bytes.count, bytes[position] == .quote {
            readQuotedField(into: &record)
        } else {
            let start = position
            skipPlainText(into: &record)
            record.fields.append(text(start..<position))
        }
    }

    /// Reads from the opening quote to the delimiter or line end behind the closing one.
    private mutating func readQuotedField(into record: inout Record) {
        let openingLine = line
        position += 1
        var start = position
        var pieces = ""
        while position < bytes.count {
            let byte = bytes[position]
            if byte == .quote {
                guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
                pieces += String(decoding: bytes[start...position], as: UTF8.self)
                position += 2
                start = position
            } else if byte == .lineFeed || byte == .carriageReturn {
                skipLineEnd()
            } else {
                position += 1
            }
        }
        record.fields.append(trimmed(pieces + String(decoding: bytes[start..<position], as: UTF8.self)))
        guard position < bytes.count else {
            let place = openingLine == record.line ? "" : " on line \(openingLine)"
            record.fault =
                record.fault
                ?? "the quote opened\(place) in field \(record.fields.count) is never closed, "
                + "so the rest of the file was read as that field; close it"
            return
        }
        position += 1
        let end = position
        skipPlainText(into: &record)
        if bytes[end..<position].contains(where: { !isBlank($0) }) {
            record.fault =
                record.fault
                ?? "text stands behind the closing quote of field \(record.fields.count); "
                + "write a quote inside a quoted field twice, and close every quote that is opened"
        }
    }

    /// Moves to the next delimiter or line end; a quote on the way is a fault.
    private mutating func skipPlainText(into record: inout Record) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == delimiter || byte == .lineFeed || byte == .carriageReturn { return }
            if byte == .quote, record.fault == nil {
                record.fault =
                    "a quote stands inside field \(record.fields.count + 1); "
                    + "put the whole field in quotes and write the inner quote twice"
            }
            position += 1
        }
    }

    private mutating func skipDelimiter() -> Bool {
        guard position < bytes.count, bytes[position] == delimiter else { return false }
        position += 1
        return true
    }

    private mutating func skipLineEnd() {
        guard position < bytes.count else { return }
        let isPair =
            bytes[position] == .carriageReturn && position + 1 < bytes.count && bytes[position + 1] == .lineFeed
        position += isPair ? 2 : 1
        line += 1
    }

    /// Blanks that do not delimit: a tab is one unless it is the delimiter.
    private func isBlank(_ byte: UInt8) -> Bool {
        byte == .space || (byte == .tab && delimiter != .tab)
    }

    private func text(_ range: Range<Int>) -> String {
        var end = range.upperBound
        while end > range.lowerBound, isBlank(bytes[end - 1]) { end -= 1 }
        return String(decoding: bytes[range.lowerBound..<end], as: UTF8.self)
    }

    private func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == .space || byte == .tab }
        guard let first = text.utf8.first, let last = text.utf8.last, isBlank(first) || isBlank(last) else {
            return text
        }
        let kept = text.utf8.drop(while: isBlank)
        let end = kept.lastIndex { !isBlank($0) }.map { text.utf8.index(after: $0) } ?? kept.endIndex
        return String(Substring(kept[..<end]))
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
}
