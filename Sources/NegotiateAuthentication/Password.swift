internal import CGSSAPI

/// Lends a password to a call of C, and wipes the copies that were made for it.
///
/// - Warning: Do not escape the pointer.
func withPassword<Result>(
    _ password: @Sendable () -> [UInt8],
    _ body: (UnsafePointer<CChar>) -> Result
) throws(SecurityFailure) -> Result {
    var given = password()
    // Of the right size at once: an array that grows leaves its bytes where they were.
    var text = [UInt8](unsafeUninitializedCapacity: given.count + 1) { buffer, count in
        for (index, byte) in given.enumerated() { buffer[index] = byte }
        buffer[given.count] = 0
        count = given.count + 1
    }
    defer {
        wipe(&given)
        wipe(&text)
    }
    // C would read no further than the first.
    guard !given.contains(0) else {
        throw SecurityFailure(.unusableCredential, "The password has a NUL in it.")
    }
    let result = text.withUnsafeBytes { raw in raw.assumingMemoryBound(to: CChar.self).baseAddress.map(body) }
    guard let result else { throw SecurityFailure(.unusableCredential, "The password cannot be read.") }
    return result
}

/// Overwrites bytes that must not stay in memory.
func wipe<Value: BitwiseCopyable>(_ bytes: inout [Value]) {
    bytes.withUnsafeMutableBytes { raw in
        if let start = raw.baseAddress { rollcall_wipe(start, raw.count) }
    }
}
