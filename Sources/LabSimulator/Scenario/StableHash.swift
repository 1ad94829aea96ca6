/// Numbers that follow from a text alone, the same in every run and on every machine.
///
/// Swift's own hashes are seeded anew in each process, but a lab has to give a computer the same identifiers each time.
enum StableHash {
    /// FNV-1a with 64 bits, with its bits mixed once more, since neighbouring names would otherwise have neighbouring hashes.
    static func value(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x0000_0100_0000_01b3
        }
        hash ^= hash >> 32
        hash = hash &* 0xd6e8_feb8_6659_fd93
        hash ^= hash >> 32
        return hash
    }

    /// A UUID in lower case that follows from the text; the shape of version 8 of RFC 9562, which leaves the bits to us.
    static func uuid(_ text: String) -> String {
        shaped(high: value(text + "/high"), low: value(text + "/low"), version: 8)
    }

    /// A UUID in lower case out of 128 bits, with version and variant set.
    static func shaped(high: UInt64, low: UInt64, version: UInt64) -> String {
        let high = (high & 0xffff_ffff_ffff_0fff) | version << 12
        let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        let digits = Array((hexadecimal(high, digits: 16) + hexadecimal(low, digits: 16)).utf8)
        var text = ""
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// Lower-case hexadecimal digits with leading zeros.
    static func hexadecimal(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
