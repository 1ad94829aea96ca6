import ActivationDomain

/// Finds what is the same in every language: codes, ids, hosts, numbers.
///
/// Places are offsets into the UTF-8 of a line.
enum Scan {
    /// A code and where it stands.
    struct Code {
        var code: ErrorCode
        var range: Range<Int>
    }

    /// Each `0x` with exactly eight hexadecimal digits behind it.
    static func codes(in text: String) -> [Code] {
        let bytes = Array(text.utf8)
        var codes: [Code] = []
        var index = 0
        while index + 10 <= bytes.count {
            let digits = index + 2..<index + 10
            guard bytes[index] == UInt8(ascii: "0"), bytes[index + 1] | 0x20 == UInt8(ascii: "x"),
                bytes[digits].allSatisfy(\.isHexDigit),
                digits.upperBound == bytes.count || !bytes[digits.upperBound].isHexDigit,
                let code = ErrorCode(String(decoding: bytes[index..<digits.upperBound], as: UTF8.self))
            else {
                index += 1
                continue
            }
            codes.append(Code(code: code, range: index..<digits.upperBound))
            index = digits.upperBound
        }
        return codes
    }

    /// An id and where it stands.
    struct Identifier {
        /// In lower case; nil when someone has masked it.
        var text: String?
        var range: Range<Int>
    }

    /// Each id of five groups; people mask them with stars or X.
    static func identifiers(in text: String) -> [Identifier] {
        let bytes = Array(text.utf8)
        var identifiers: [Identifier] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index].isOfIdentifier, index == 0 || !bytes[index - 1].isOfWord,
                let end = endOfGroups(bytes, from: index)
            else {
                index += 1
                continue
            }
            let text = String(decoding: bytes[index..<end], as: UTF8.self)
            identifiers.append(Identifier(text: isWhole(text) ? text.lowercased() : nil, range: index..<end))
            index = end
        }
        return identifiers
    }

    /// A whole text that is a host and a port, such as `kms.example.edu:1688`.
    static func isHostAndPort(_ text: some StringProtocol) -> Bool {
        guard let colon = text.lastIndex(of: ":"),
            UInt16(text[text.index(after: colon)...]).map({ $0 > 0 }) ?? false
        else { return false }
        return isHost(text[..<colon])
    }

    /// A name, or an address; an IPv6 address in brackets or not.
    static func isHost(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 253 else { return false }
        if first == UInt8(ascii: "["), last == UInt8(ascii: "]") { return bytes.contains(UInt8(ascii: ":")) }
        return (first.isOfWord || first >= 0x80) && last != UInt8(ascii: "-")
            && bytes.allSatisfy { $0.isOfWord || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 >= 0x80 }
    }

    /// Four decimal numbers with dots, or a text with colons that has nothing but hexadecimal digits beside them.
    static func isAddress(_ text: some StringProtocol) -> Bool {
        IPAddress(String(text)) != nil
    }

    /// The runs of ASCII digits in a text.
    static func numbers(in text: some StringProtocol) -> [Int] {
        text.utf8.split { !(48...57).contains($0) }.map { Int(String(decoding: $0, as: UTF8.self)) ?? .max }
    }

    private static func endOfGroups(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        for group in 0..<5 {
            let begin = index
            while index < bytes.count, bytes[index].isOfIdentifier { index += 1 }
            guard index > begin else { return nil }
            if group == 4 { break }
            guard index < bytes.count, bytes[index] == UInt8(ascii: "-") else { return nil }
            index += 1
        }
        let isLonger = index < bytes.count && (bytes[index].isOfWord || bytes[index] == UInt8(ascii: "-"))
        return isLonger ? nil : index
    }

    private static func isWhole(_ text: String) -> Bool {
        let groups = text.split(separator: "-")
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "-") }
    }
}

extension UInt8 {
    var isHexDigit: Bool { (48...57).contains(self) || (97...102).contains(self | 0x20) }

    /// An ASCII letter or digit, or `_`.
    var isOfWord: Bool {
        (48...57).contains(self) || (97...122).contains(self | 0x20) || self == UInt8(ascii: "_")
    }

    fileprivate var isOfIdentifier: Bool {
        isHexDigit || self == UInt8(ascii: "*") || self | 0x20 == UInt8(ascii: "x")
    }
}

extension String {
    /// The part between two offsets into the UTF-8.
    func part(_ range: Range<Int>) -> Substring {
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return self[start..<utf8.index(startIndex, offsetBy: range.upperBound)]
    }

    /// What stands behind an offset into the UTF-8.
    func part(from offset: Int) -> Substring { part(offset..<utf8.count) }

    /// What stands before an offset into the UTF-8.
    func part(to offset: Int) -> Substring { part(0..<offset) }
}
