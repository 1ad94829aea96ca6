/// A range of IP addresses in CIDR form, such as `10.20.0.0/16` or `fd00:20::/32` (RFC 4632, RFC 4291 section 2.3).
package struct IPNetwork: Sendable, Hashable {
    /// The first address of the network: all bits behind the prefix are 0.
    package let address: IPAddress

    /// How many leading bits an address shares with ``address`` to be inside: 0 to 32, or 0 to 128.
    package let prefixLength: Int

    /// Reads `ADDRESS/BITS`; an address alone is the network of that one address.
    ///
    /// Bits set behind the prefix are refused rather than dropped: `10.20.30.40/8` is more often a slip that would open
    /// a whole /8 than meant.
    ///
    /// - Throws: ``IPNetworkError`` with what is wrong and what to write.
    package static func parse(_ text: String) throws(IPNetworkError) -> IPNetwork {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else {
            throw IPNetworkError(
                message: "\(quoted(text)) is no network; write an address and a prefix length, such as 10.20.0.0/16"
            )
        }
        guard !parts[0].contains(":") || address.bytes.count == 16 else {
            // Its prefix length counts bits of IPv6: read as IPv4 it would be another network.
            throw IPNetworkError(
                message: "\(quoted(text)) is an IPv4 address mapped into IPv6; write it as IPv4, such as \(address)/32"
            )
        }
        let width = address.bytes.count * 8
        guard parts.count > 1 else { return IPNetwork(masking: address, prefixLength: width) }
        guard let length = prefixLength(parts[1]), length <= width else {
            throw IPNetworkError(
                message: "\(quoted(text)) has no prefix length from 0 to \(width) after its slash; "
                    + "write it such as \(address)/\(width)"
            )
        }
        let network = IPNetwork(masking: address, prefixLength: length)
        guard network.address == address else {
            throw IPNetworkError(
                message: "\(quoted(text)) has bits set behind its prefix; "
                    + "write \(network) for the whole network or \(address)/\(width) for the one address"
            )
        }
        return network
    }

    /// Tells whether an address lies inside; one of the other family never does.
    package func contains(_ candidate: IPAddress) -> Bool {
        guard candidate.bytes.count == address.bytes.count else { return false }
        return IPNetwork(masking: candidate, prefixLength: prefixLength).address == address
    }

    /// Tells whether an address in network byte order (4 or 16 bytes) lies inside.
    ///
    /// An IPv4 address mapped into IPv6 counts as the IPv4 address; any other number of bytes is outside.
    package func contains(_ bytes: some Collection<UInt8>) -> Bool {
        guard let candidate = IPAddress(bytes: bytes) else { return false }
        return contains(candidate)
    }

    /// Clears the bits behind the prefix; `prefixLength` is within the address's width.
    private init(masking address: IPAddress, prefixLength: Int) {
        let masked = address.bytes.enumerated().map { index, byte -> UInt8 in
            let kept = min(max(prefixLength - index * 8, 0), 8)
            // A shift by 8 yields 0 for a smart shift, so `kept == 0` needs no case of its own.
            return byte & (0xFF << UInt8(8 - kept))
        }
        // An IPv6 network that holds the mapped range, such as ::/0, must stay IPv6; its masked bytes are never in the
        // mapped form, since a prefix of 96 and more on a mapped address cannot come here.
        self.address = IPAddress(bytes: masked) ?? address
        self.prefixLength = prefixLength
    }

    private static func prefixLength(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private static func quoted(_ text: String) -> String {
        "“\(text.prefix(80))”"
    }
}

extension IPNetwork: CustomStringConvertible {
    /// The network in CIDR form.
    package var description: String { "\(address)/\(prefixLength)" }
}
