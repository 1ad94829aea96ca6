/// Makes text of a transcript's bytes, in whatever code page the console wrote them.
///
/// All that is read later is ASCII, but for a colon and an ellipsis in their full-width forms. So no table of any code
/// page is needed: a character that cannot be told becomes U+FFFD, and only what ASCII stands beside it matters.
enum TranscriptText {
    /// The text of a file or of a console's output.
    static func decode(_ bytes: [UInt8]) -> String {
        if let text = utf16(bytes) { return text }
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        // What is left here of UTF-16 is a part within other text, such as what PowerShell appends to a file.
        let plain = bytes.contains(0) ? bytes.filter { $0 != 0 } : Array(bytes)
        return isUTF8(plain) ? String(decoding: plain, as: UTF8.self) : legacy(plain)
    }

    /// UTF-16 is told by its mark, or by NULs in every other byte, since most of a transcript is ASCII.
    private static func utf16(_ bytes: [UInt8]) -> String? {
        let isBig: Bool
        if bytes.starts(with: [0xFF, 0xFE]) {
            isBig = false
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            isBig = true
        } else {
            var nulls = [0, 0]
            for (index, byte) in bytes.enumerated() where byte == 0 { nulls[index & 1] += 1 }
            guard let most = nulls.max(), let least = nulls.min(), most >= 2, most > 8 * least,
                most * 5 > bytes.count
            else { return nil }
            isBig = nulls[0] > nulls[1]
        }
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index -> UInt16 in
            let (high, low) = isBig ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            return UInt16(high) << 8 | UInt16(low)
        }
        return String(decoding: units.first == 0xFEFF ? units.dropFirst() : units[...], as: UTF16.self)
    }

    /// Whether nearly all bytes beyond ASCII are those of UTF-8; a cut file may have halves of characters at its ends.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        var good = 0
        var bad = 0
        var index = bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count
        while index < bytes.count {
            let length = utf8Length(bytes, at: index)
            if length > 1 { good += length }
            if length == 0 {
                let isCut = bytes[index] >= 0xC2 && bytes.count - index < 4
                if isCut, bytes[(index + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }) { break }
                bad += 1
            }
            index += max(length, 1)
        }
        return bad == 0 || good > 20 * bad
    }

    /// The bytes of the character that begins here; 0 where none does.
    private static func utf8Length(_ bytes: [UInt8], at index: Int) -> Int {
        let length: Int
        switch bytes[index] {
        case ..<0x80: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return 0
        }
        guard index + length <= bytes.count,
            bytes[index + 1..<index + length].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return 0 }
        return length
    }

    /// Reads a code page of one or two bytes a character.
    ///
    /// Of two bytes the second may be an ASCII letter, but never a digit, a blank, a bracket or a colon.
    private static func legacy(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte >= 0x80 else {
                text.append(Unicode.Scalar(byte))
                continue
            }
            guard byte > 0x80, index < bytes.count, bytes[index] >= 0x40, bytes[index] != 0x7F else {
                text.append("\u{FFFD}")
                continue
            }
            switch (byte, bytes[index]) {
            // The colon of code pages 936 and 949, 950, 932.
            case (0xA3, 0xBA), (0xA1, 0x47), (0x81, 0x46): text.append("\u{FF1A}")
            // The ellipsis of 936, 949, 950, 932.
            case (0xA1, 0xAD), (0xA1, 0xA6), (0xA1, 0x4B), (0x81, 0x63): text.append("\u{2026}")
            // Two, as wide as the character.
            default: text.append(contentsOf: "\u{FFFD}\u{FFFD}".unicodeScalars)
            }
            index += 1
        }
        return String(text)
    }
}
