internal import Glibc

/// What the system knows of names: its hosts file, DNS and what else it is set up to ask.
enum SystemNames {
    // GNU's own codes of <netdb.h>, which Swift's module does not show: the name has no address, or none of a kind
    // that this computer speaks.
    private static let noData: Int32 = -5
    private static let otherFamily: Int32 = -9

    /// The numeric addresses of a name, the one to try first before the others; blocks as long as the system likes.
    static func addresses(of host: String) -> NameResolver.Answer {
        var list: UnsafeMutablePointer<addrinfo>?
        let status = look(host, flags: 0, &list)
        let code = errno
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else { return .failure(failure(host, status, code)) }
        var texts: [String] = []
        var next = list
        // A name with so many addresses is no broker's.
        while let entry = next, texts.count < 16 {
            if let text = text(of: entry.pointee), !texts.contains(text) { texts.append(text) }
            next = entry.pointee.ai_next
        }
        return texts.isEmpty ? .failure(failure(host, EAI_NONAME, 0)) : .success(texts)
    }

    /// A numeric address as the system writes it; nil of a name.
    static func numericAddress(_ host: String) -> String? {
        var list: UnsafeMutablePointer<addrinfo>?
        defer { if let list { freeaddrinfo(list) } }
        guard look(host, flags: AI_NUMERICHOST, &list) == 0, let list else { return nil }
        return text(of: list.pointee)
    }

    private static func look(_ host: String, flags: Int32, _ list: inout UnsafeMutablePointer<addrinfo>?) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        return getaddrinfo(host, nil, &hints, &list)
    }

    private static func text(of entry: addrinfo) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(NI_MAXHOST))
        let status = bytes.withUnsafeMutableBytes { buffer in
            getnameinfo(
                entry.ai_addr,
                entry.ai_addrlen,
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                socklen_t(buffer.count),
                nil,
                0,
                NI_NUMERICHOST
            )
        }
        return status == 0 ? String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) : nil
    }

    private static func text(ofStatus status: Int32) -> String {
        gai_strerror(status).map { String(cString: $0) } ?? "error \(status)"
    }

    private static func failure(_ host: String, _ status: Int32, _ code: Int32) -> AMQPError {
        switch status {
        case EAI_NONAME, noData, otherFamily:
            AMQPError(.unreachable, "there is no computer of the name \(host)")
        case EAI_AGAIN:
            AMQPError(
                .unreachable,
                "the name server does not say what the broker's name \(host) stands for; is it reachable?"
            )
        default:
            AMQPError(
                .unreachable,
                "the broker's name \(host) cannot be looked up:"
                    + " \(status == EAI_SYSTEM ? String(cString: strerror(code)) : text(ofStatus: status))"
            )
        }
    }
}
