/// Reads numbers from bytes, and says nil where they end.
struct ByteReader {
    /// Which byte of a number comes first.
    enum Order {
        case big
        case little
    }

    private let bytes: [UInt8]
    private let order: Order
    /// Where the next number begins.
    private(set) var position: Int

    init(_ bytes: [UInt8], order: Order = .big, at position: Int = 0) {
        self.bytes = bytes
        self.order = order
        self.position = position
    }

    /// How many bytes are left.
    var left: Int { bytes.count - position }

    mutating func byte() -> UInt8? {
        guard left >= 1 else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type = Value.self) -> Value? {
        guard let taken = take(Value.bitWidth / 8) else { return nil }
        return (order == .big ? taken : taken.reversed()).reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, left >= count else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func skip(_ count: Int) -> Bool {
        take(count) != nil
    }
}
