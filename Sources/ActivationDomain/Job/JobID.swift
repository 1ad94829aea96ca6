internal import Crypto

/// The id of a job, derived from what the job is for, so that enrolling twice is one job.
///
/// A version 5 UUID (RFC 9562, section 5.5), in lower case.
package struct JobID: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// The UUID as a number: smaller than the text, and quicker to compare.
    package var number: UInt128 {
        var number: UInt128 = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            // Letters have the low bits 1 to 6 and stand for 10 to 15.
            number = number << 4 | UInt128(byte & 15 + (byte > UInt8(ascii: "9") ? 9 : 0))
        }
        return number
    }

    /// Reads a UUID in its canonical form, in any case.
    package init?(_ text: String) {
        let utf8 = text.utf8
        let isCanonical =
            utf8.count == 36
            && zip(0..., utf8).allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index)
                    ? byte == UInt8(ascii: "-")
                    : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
            }
        guard isCanonical else { return nil }
        self.text = text.folded
    }

    /// The id of one product on one computer in one round of a campaign.
    package init(campaign: String, computerName: String, product: String, round: Int) {
        var hash = Insecure.SHA1()
        hash.update(data: JobID.namespace)
        let name = "\(campaign)\n\(computerName.folded)\n\(product)\n\(round)"
        hash.update(data: Array(name.utf8))
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        text = JobID.canonical(bytes)
    }

    /// 095829a0-0843-5e69-9272-0bfbc7b9d03d.
    private static let namespace: [UInt8] = [
        0x09, 0x58, 0x29, 0xA0, 0x08, 0x43, 0x5E, 0x69, 0x92, 0x72, 0x0B, 0xFB, 0xC7, 0xB9, 0xD0, 0x3D,
    ]

    private static func canonical(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var at = 0
            for (index, byte) in bytes.enumerated() {
                if [4, 6, 8, 10].contains(index) {
                    buffer[at] = UInt8(ascii: "-")
                    at += 1
                }
                buffer[at] = digits[Int(byte >> 4)]
                buffer[at + 1] = digits[Int(byte & 15)]
                at += 2
            }
            return at
        }
    }
}

/// The SHA-256 of a body in lower-case hexadecimal, as events name a message that is no job.
package func sha256Text(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
        let text = String(byte, radix: 16)
        return byte < 16 ? "0" + text : text
    }.joined()
}
