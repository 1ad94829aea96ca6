/// What NTLM takes for a password: MD4 of its UTF-16 (MS-NLMP 3.3.1, NTOWFv1).
///
/// Made here and not by gss-ntlmssp, which until 1.3.0 sets OpenSSL up anew for each password, with all its tables, and
/// does not give all of that back: six kilobytes for each log-on.
enum NTHash {
    /// Lends the hash of a password to a call of C, as 32 hexadecimal digits; wipes it after.
    ///
    /// - Warning: Do not escape the pointer.
    static func withDigits<Result>(
        of password: @Sendable () -> [UInt8],
        _ body: (UnsafePointer<CChar>) -> Result
    ) throws(SecurityFailure) -> Result {
        var hash = try bytes(of: password)
        var digits = Self.digits(hash)
        defer {
            wipe(&hash)
            wipe(&digits)
        }
        let result = digits.withUnsafeBytes { raw in raw.assumingMemoryBound(to: CChar.self).baseAddress.map(body) }
        guard let result else { throw SecurityFailure(.unusableCredential, "The password cannot be read.") }
        return result
    }

    /// The hash of a password.
    static func bytes(of password: @Sendable () -> [UInt8]) throws(SecurityFailure) -> [UInt8] {
        var given = password()
        var text: [UInt8] = []
        // No more than this; an array that grows leaves its bytes where they were.
        text.reserveCapacity(2 * given.count)
        defer {
            wipe(&given)
            wipe(&text)
        }
        let isBroken = transcode(given.makeIterator(), from: UTF8.self, to: UTF16.self, stoppingOnError: true) { unit in
            text.append(UInt8(truncatingIfNeeded: unit))
            text.append(UInt8(truncatingIfNeeded: unit >> 8))
        }
        guard !isBroken else { throw SecurityFailure(.unusableCredential, "The password is not in UTF-8.") }
        return MD4.hash(text)
    }

    /// The digits, and the NUL that ends texts of C.
    private static func digits(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8](unsafeUninitializedCapacity: 2 * bytes.count + 1) { buffer, count in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = digits[Int(byte >> 4)]
                buffer[2 * index + 1] = digits[Int(byte & 15)]
            }
            buffer[2 * bytes.count] = 0
            count = 2 * bytes.count + 1
        }
    }
}
