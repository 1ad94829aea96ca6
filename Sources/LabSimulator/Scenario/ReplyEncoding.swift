/// How a computer's replies are written.
///
/// Windows writes UTF-8, or UTF-16 to a client that speaks it.
package enum ReplyEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// With a byte order mark.
    case utf16 = "utf-16"
    /// Without one, told by the content type alone.
    case utf16WithoutMark = "utf-16-no-bom"

    /// The content type of an envelope.
    var contentType: String { "application/soap+xml;charset=\(self == .utf8 ? "UTF-8" : "UTF-16")" }

    /// A text in bytes, the low one of UTF-16 first.
    func bytes(_ text: String) -> [UInt8] {
        guard self != .utf8 else { return Array(text.utf8) }
        var bytes: [UInt8] = self == .utf16 ? [0xFF, 0xFE] : []
        bytes.reserveCapacity(2 + 2 * text.utf8.count)
        for unit in text.utf16 {
            bytes.append(UInt8(truncatingIfNeeded: unit))
            bytes.append(UInt8(truncatingIfNeeded: unit >> 8))
        }
        return bytes
    }
}
