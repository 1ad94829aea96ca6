extension StringProtocol {
    /// The text as content of an element or of an attribute in double quotes (XML 1.0, sections 2.2 and 2.4).
    ///
    /// Characters that XML 1.0 has no way to write become U+FFFD, so that what is sent is always well-formed.
    func escapedForXML() -> String {
        // Most texts need nothing: only ASCII characters are escaped, but for two that begin with the byte EF.
        let isPlain = utf8.allSatisfy {
            $0 >= 0x20 && $0 != 0x26 && $0 != 0x3C && $0 != 0x3E && $0 != 0x22 && $0 != 0x27 && $0 != 0xEF
        }
        if isPlain { return String(self) }
        var result = ""
        result.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text without blanks at either end, as XML counts blanks (section 2.3).
    func trimmingXMLBlanks() -> String {
        let whole = Substring(self)
        let bytes = whole.utf8
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }) else { return "" }
        guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(whole[first...last])
    }
}
