/// Tells whether a text can be the address of a computer.
package enum HostSyntax {
    /// Tells whether a text is an IP address or a DNS name.
    package static func isHost(_ text: String) -> Bool {
        IPAddress(text) != nil || isDNSName(text)
    }

    /// Tells whether a text has the form of a DNS name (RFC 1123 section 2.1), at most 253 bytes.
    ///
    /// Underscores pass, since Windows allows them in computer names; a full stop at the end passes as the root. A name
    /// whose last label is a number does not: the C library's resolver reads `10.1` and `0x7f000001` as IPv4 addresses,
    /// and a slip such as `10.1.2.300` would be asked of DNS.
    package static func isDNSName(_ text: String) -> Bool {
        let name = text.utf8.last == UInt8(ascii: ".") ? text.utf8.dropLast() : text.utf8[...]
        guard (1...253).contains(name.count) else { return false }
        let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
        return !isNumber(last)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count) else { return false }
        let hyphen = UInt8(ascii: "-")
        guard label.first != hyphen, label.last != hyphen else { return false }
        return label.allSatisfy { byte in
            isDigit(byte) || isLetter(byte) || byte == hyphen || byte == UInt8(ascii: "_")
        }
    }

    private static func isNumber(_ label: Substring.UTF8View) -> Bool {
        if label.allSatisfy(isDigit) { return true }
        guard label.count > 1, label.first == UInt8(ascii: "0") else { return false }
        let second = label[label.index(after: label.startIndex)]
        guard second | 0x20 == UInt8(ascii: "x") else { return false }
        return label.dropFirst(2).allSatisfy {
            isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
