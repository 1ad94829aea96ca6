package import ActivationDomain
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// Resolves a computer's name once and checks every address it has against the allowed networks.
///
/// A worker holds administrator credentials: the connection goes only to an address that was checked, so a name that
/// changes in DNS between check and connection leads nowhere.
package struct AddressGuard: Sendable {
    /// Looks a name up, and may block; nil where it cannot be told whether the name has any address.
    package typealias LookUp = @Sendable (String) -> [IPAddress]?

    private let allowed: [IPNetwork]
    private let limit: Duration
    private let lookUp: LookUp

    /// Makes a guard.
    ///
    /// - Parameters:
    ///   - allowed: where computers may lie; with none, nothing may be contacted.
    ///   - limit: how long the look-up of a name may take.
    ///   - lookUp: who is asked; the system, unless told.
    package init(allowed: [IPNetwork], limit: Duration, lookUp: @escaping LookUp = AddressGuard.systemLookUp) {
        self.allowed = allowed
        self.limit = limit
        self.lookUp = lookUp
    }

    /// What came of checking a name or address.
    package enum Verdict: Sendable, Equatable {
        case allowed(IPAddress)
        /// The first address that lies outside.
        case notAllowed(IPAddress)
        /// There is no such name, or it has no address.
        case notFound
        /// DNS has not answered, or failed: that says nothing of the name.
        case unanswered
    }

    /// Checks where a name or address leads.
    package func check(_ host: String) async -> Verdict {
        verdict(await addresses(of: host))
    }

    /// All addresses of a name, as the system knows them, unchecked; nil when it does not come to know them within the limit.
    package func addresses(of host: String) async -> [IPAddress]? {
        if let literal = IPAddress(host) { return [literal] }
        let (answer, deadline) = (Waiter<[IPAddress]?>(), NIODeadline.now() + TimeAmount(limit))
        let timer = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(deadline: deadline) {
            _ = answer.resume(nil)
        }
        defer { timer.cancel() }
        // It blocks, for as long as the system likes, so it runs on a thread that may, and is left there when the limit
        // has passed. One that has not begun by then never does: others wait for the thread.
        NIOThreadPool.singleton.submit { [lookUp] state in
            guard state == .active, .now() < deadline else { return }
            _ = answer.resume(lookUp(host))
        }
        return await answer.wait() ?? nil
    }

    /// Judges the addresses of a name.
    package func verdict(_ addresses: [IPAddress]?) -> Verdict {
        guard let addresses else { return .unanswered }
        guard let first = addresses.first else { return .notFound }
        for address in addresses where !allowed.contains(where: { $0.contains(address) }) {
            return .notAllowed(address)
        }
        return .allowed(first)
    }

    /// Whether what `getaddrinfo` returns is about the name, and not about who was asked for it.
    static func isAnswer(_ status: Int32) -> Bool {
        ![EAI_AGAIN, EAI_FAIL, EAI_SYSTEM, EAI_MEMORY].contains(status)
    }

    /// Asks the system.
    package static func systemLookUp(_ host: String) -> [IPAddress]? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { return isAnswer(status) ? [] : nil }
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
