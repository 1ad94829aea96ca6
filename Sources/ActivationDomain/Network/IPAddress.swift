#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An IPv4 or IPv6 address, without scope and port.
package struct IPAddress: Sendable, Hashable {
    /// The address in network byte order: 4 bytes of IPv4 or 16 of IPv6.
    package let bytes: [UInt8]

    /// Takes an address from its bytes in network order; `nil` unless there are 4 or 16 of them.
    ///
    /// An IPv4 address mapped into IPv6 (`::ffff:0:0/96`, RFC 4291 section 2.5.5.2) becomes the IPv4 address, since the
    /// socket layer connects to that: what is not the same address here could pass a check that it should not.
    package init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        switch bytes.count {
        case 4:
            self.bytes = bytes
        case 16:
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            self.bytes = isMapped ? Array(bytes[12...]) : bytes
        default:
            return nil
        }
    }

    /// Reads the usual text forms: four decimal numbers (no leading zeros, no short forms), or RFC 4291 section 2.2.
    ///
    /// A scope (`%eth0`), brackets and a port are refused.
    package init?(_ text: String) {
        // inet_pton reads up to the first NUL, so a text that holds one would be read in part.
        guard !text.utf8.contains(0) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            self.init(bytes: buffer[..<4])
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            self.init(bytes: buffer)
        } else {
            return nil
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as text; of IPv6 the short form of RFC 5952.
    package var description: String {
        // 46 is INET6_ADDRSTRLEN: the longest text with its NUL.
        var buffer = [CChar](repeating: 0, count: 46)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
