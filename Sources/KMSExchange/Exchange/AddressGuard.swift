package import ActivationDomain
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// Resolves a computer's name once and checks every address it has against the allowed networks.
///
/// A worker holds administrator credentials: the connection goes only to an address that was checked, so a name that
/// changes in DNS between check and connection leads nowhere.
package struct AddressGuard: Sendable {
    private let allowed: [IPNetwork]
    private let limit: Duration

    /// Makes a guard.
    ///
    /// - Parameters:
    ///   - allowed: where computers may lie; with none, nothing may be contacted.
    ///   - limit: how long the look-up of a name may take.
    package init(allowed: [IPNetwork], limit: Duration) {
        self.allowed = allowed
        self.limit = limit
    }

    /// What came of checking a name or address.
    package enum Verdict: Sendable, Equatable {
        case allowed(IPAddress)
        /// The first address that lies outside.
        case notAllowed(IPAddress)
        case notFound
    }

    /// Checks where a name or address leads.
    package func check(_ host: String) async -> Verdict {
        verdict(await addresses(of: host))
    }

    /// All addresses of a name, as the system knows them, unchecked; none when they are not found within the limit.
    package func addresses(of host: String) async -> [IPAddress] {
        if let literal = IPAddress(host) { return [literal] }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return await withTimeLimit(limit, on: loop) { await AddressGuard.resolve(host) } ?? []
    }

    /// Judges the addresses of a name.
    package func verdict(_ addresses: [IPAddress]) -> Verdict {
        guard let first = addresses.first else { return .notFound }
        for address in addresses where !allowed.contains(where: { $0.contains(address) }) {
            return .notAllowed(address)
        }
        return .allowed(first)
    }

    /// `getaddrinfo` blocks, so it runs on a thread that may.
    private static func resolve(_ host: String) async -> [IPAddress] {
        let found = try? await NIOThreadPool.singleton.runIfActive { blockingResolve(host) }
        return found ?? []
    }

    private static func blockingResolve(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var entry = list
        while let info = entry?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = getnameinfo(info.ai_addr, info.ai_addrlen, &text, UInt32(text.count), nil, 0, NI_NUMERICHOST)
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            if code == 0, let address = IPAddress(String(decoding: bytes, as: UTF8.self)), !addresses.contains(address)
            {
                addresses.append(address)
            }
            entry = info.ai_next
        }
        return addresses
    }
}
