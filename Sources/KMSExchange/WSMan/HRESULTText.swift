internal import ActivationDomain

/// Finds HRESULTs in what computers write.
enum HRESULTText {
    /// The first `0x` with exactly eight hexadecimal digits behind it.
    static func first(in text: some StringProtocol) -> UInt32? {
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "0") {
            let digits = start + 2
            guard digits + 8 <= bytes.count, bytes[start + 1] | 0x20 == UInt8(ascii: "x") else { continue }
            let isLonger = digits + 8 < bytes.count && hexValue(bytes[digits + 8]) != nil
            let values = bytes[digits..<digits + 8].compactMap(hexValue)
            if values.count == 8, !isLonger { return values.reduce(0) { $0 << 4 | $1 } }
        }
        return nil
    }

    /// The first one behind the word `HRESULT`, as WinRM writes errors that it has no text for.
    static func firstNamed(in text: String) -> UInt32? {
        let lowered = text.lowercased()
        guard let word = lowered.firstRange(of: "hresult") else { return nil }
        return first(in: lowered[word.upperBound...])
    }

    /// A code as a number in an attribute or element: unsigned or signed decimal, or `0x…`; nil for none and for 0.
    ///
    /// A small number is a Win32 error, and becomes the HRESULT that stands for it (MS-ERREF, section 2.1.2).
    static func code(_ text: String) -> UInt32? {
        let number = first(in: text) ?? UInt32(text) ?? Int32(text).map(UInt32.init(bitPattern:))
        guard let number, number != 0 else { return nil }
        return number <= 0xFFFF ? 0x8007_0000 | number : number
    }

    /// A code as people look it up: an HRESULT as ``ErrorCode`` writes it, anything else as it came.
    static func shown(_ text: String) -> String {
        guard let code = code(text), code & 0x8000_0000 != 0, Int64(text).map({ !(0...0xFFFF).contains($0) }) ?? true
        else { return text }
        return ErrorCode(hresult: code).text
    }

    private static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte - 48)
        case 65...70: UInt32(byte - 55)
        case 97...102: UInt32(byte - 87)
        default: nil
        }
    }
}
