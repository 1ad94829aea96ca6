/// An HRESULT, such as 0xC004F074.
package struct ResultCode: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bits, unsigned as WS-Man writes them.
    package let value: UInt32

    /// Wraps the 32 bits.
    package init(_ value: UInt32) {
        self.value = value
    }

    /// Reads `0x` and 8 hexadecimal digits; anything else is nil.
    package init?(text: String) {
        guard text.utf8.count == 10, text.hasPrefix("0x") || text.hasPrefix("0X"),
            let value = UInt32(text.dropFirst(2), radix: 16)
        else { return nil }
        self.value = value
    }

    /// `0x` and 8 upper-case digits, as people write it.
    package var description: String {
        "0x" + StableHash.hexadecimal(UInt64(value), digits: 8).uppercased()
    }
}
