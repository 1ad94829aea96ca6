internal import Mustache

/// Escapes what is put into a page, byte by byte.
///
/// The engine's own escaping goes by characters: a quotation mark with a combining accent behind it is another character
/// than a quotation mark, passes, and ends an attribute all the same. Names come from messages that others may write.
struct HTMLText: MustacheContentType {
    /// What templates name it by.
    static let name = "BOARD"

    func escapeText(_ text: String) -> String { HTMLText.escape(text) }

    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
            case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
            case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
            case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
            case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
            case 0: bytes += Array("\u{FFFD}".utf8)
            // A line end inside a fragment would end a line of the event stream that carries it.
            case UInt8(ascii: "\r"): bytes += Array("&#13;".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"), 0, 13: true
        default: false
        }
    }
}
