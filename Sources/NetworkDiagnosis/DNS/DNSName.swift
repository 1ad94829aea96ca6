/// Names as they lie in a DNS message (RFC 1035, sections 3.1 and 4.1.4).
enum DNSName {
    /// Reads the name that begins where the reader stands, and moves the reader behind it.
    ///
    /// - Returns: the labels with full stops between them, `.` for the root; bytes that are no letter, digit, `-` or
    ///   `_` as `\DDD` (RFC 4343, section 2.1), so that a name is fit to be printed. Nil if it is broken.
    static func read(_ bytes: [UInt8], _ reader: inout ByteReader) -> String? {
        var labels: [String] = []
        var length = 1
        var place = reader
        var end: Int?
        while let size = place.byte() {
            switch size {
            case 0:
                guard reader.skip((end ?? place.position) - reader.position) else { return nil }
                return labels.isEmpty ? "." : labels.joined(separator: ".")
            case 1...63:
                length += Int(size) + 1
                // With pointers the same labels could come again and again; a name has 255 bytes at most.
                guard length <= 255, let label = place.take(Int(size)) else { return nil }
                labels.append(text(label))
            case 0xC0...:
                let start = place.position - 1
                guard let low = place.byte() else { return nil }
                end = end ?? place.position
                let target = Int(size & 0x3F) << 8 | Int(low)
                // Only ever backwards, so it comes to an end.
                guard target < start else { return nil }
                place = ByteReader(bytes, at: target)
            default:
                return nil
            }
        }
        return nil
    }

    private static func text(_ label: [UInt8]) -> String {
        var text = ""
        for byte in label {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte)
                text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
            }
        }
        return text
    }
}
