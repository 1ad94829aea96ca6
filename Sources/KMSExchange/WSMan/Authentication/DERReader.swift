/// Goes through elements of DER (X.690) one after another, as far as a look into a certificate takes.
struct DERReader {
    static let sequence: UInt8 = 0x30
    static let objectIdentifier: UInt8 = 0x06
    /// `[0]`, constructed.
    static let context0: UInt8 = 0xA0

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Takes the next element if it is of the kind, and gives a reader of what is in it.
    mutating func enter(_ tag: UInt8) -> DERReader? {
        take(tag).map { DERReader($0) }
    }

    /// Takes the next element if it is of the kind, and gives what is in it.
    mutating func take(_ tag: UInt8) -> ArraySlice<UInt8>? {
        var ahead = rest
        guard ahead.popFirst() == tag, let count = Self.takeLength(&ahead), count <= ahead.count else { return nil }
        rest = ahead.dropFirst(count)
        return ahead.prefix(count)
    }

    private static func takeLength(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.popFirst() else { return nil }
        guard first & 0x80 != 0 else { return Int(first) }
        let digits = Int(first & 0x7F)
        // Certificates are no longer than three digits can tell.
        guard (1...3).contains(digits), bytes.count >= digits else { return nil }
        defer { bytes = bytes.dropFirst(digits) }
        return bytes.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
    }
}
