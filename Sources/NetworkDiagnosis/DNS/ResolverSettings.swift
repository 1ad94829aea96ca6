package import ActivationDomain
internal import CResolver

/// What this computer is set up with for DNS, by `/etc/resolv.conf` and what else the C library reads.
package struct ResolverSettings: Sendable, Hashable {
    /// The servers, first to last; at most three count.
    package var servers: [IPAddress]
    /// The domains that are tried behind a short name; without any in the file, the one of this computer's own name.
    package var searchDomains: [String]

    /// Reads them anew; nothing in them when that fails.
    package static func current() -> ResolverSettings {
        var servers = [CChar](repeating: 0, count: 256)
        var domains = [CChar](repeating: 0, count: 2048)
        guard rollcall_dns_settings(&servers, Int32(servers.count), &domains, Int32(domains.count)) != 0 else {
            return ResolverSettings(servers: [], searchDomains: [])
        }
        return ResolverSettings(servers: words(servers).compactMap { IPAddress($0) }, searchDomains: words(domains))
    }

    private static func words(_ text: [CChar]) -> [String] {
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
    }
}
