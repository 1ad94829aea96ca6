/// An IPv4 address in 127.0.0.0/8: the lab never leaves the loopback.
struct LoopbackAddress: Equatable {
    let value: UInt32

    /// Reads four decimal numbers; nil when it is no such address or lies outside 127.0.0.0/8 (its first and last address included).
    init?(text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                let byte = UInt8(part)
            else { return nil }
            value = value << 8 | UInt32(byte)
        }
        self.init(value: value)
    }

    private init?(value: UInt32) {
        guard value >> 24 == 127, value != 0x7f00_0000, value != 0x7fff_ffff else { return nil }
        self.value = value
    }

    /// The address so many further on; nil when that would leave the loopback.
    func advanced(by count: Int) -> LoopbackAddress? {
        guard let step = UInt32(exactly: count) else { return nil }
        let (sum, overflow) = value.addingReportingOverflow(step)
        return overflow ? nil : LoopbackAddress(value: sum)
    }

    var text: String {
        "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    }
}
