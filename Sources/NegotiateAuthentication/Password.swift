internal import CGSSAPI

/// Lends a password to a call of C, and wipes the copy that was lent.
///
/// - Warning: Do not escape the pointer.
func withPassword<Result>(
    _ password: @Sendable () -> [UInt8],
    _ body: (UnsafePointer<CChar>) -> Result
) throws(SecurityFailure) -> Result {
    var bytes = password()
    bytes.append(0)
    defer {
        bytes.withUnsafeMutableBytes { raw in
            if let start = raw.baseAddress { rollcall_wipe(start, raw.count) }
        }
    }
    let result = bytes.withUnsafeBytes { raw -> Result? in
        let text = raw.assumingMemoryBound(to: CChar.self)
        // C would read no further than the first.
        guard let start = text.baseAddress, text.firstIndex(of: 0) == text.count - 1 else { return nil }
        return body(start)
    }
    guard let result else { throw SecurityFailure(.unusableCredential, "The password has a NUL in it.") }
    return result
}
