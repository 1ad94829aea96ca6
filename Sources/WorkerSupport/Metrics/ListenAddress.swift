internal import ActivationDomain

/// An address that a program listens on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: Int

    /// Makes an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `9464`, which is loopback, `127.0.0.1:9464`, `[::1]:9464` or `metrics.example.edu:9464`; nil for anything else.
    ///
    /// Whoever wants to be reached from elsewhere must say so: there is no form that leaves the host out and means all.
    package init?(_ text: String) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { return nil }
        guard let colon else {
            self.init(host: "127.0.0.1", port: port)
            return
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard HostSyntax.isHost(String(host)) else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only programs of the same host reach it.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

extension SettingKind where Value == ListenAddress {
    /// A host and a port, or a port alone for loopback.
    static var listenAddress: SettingKind {
        single(
            "a port such as 9464, or an address and a port such as 10.20.0.5:9464",
            render: { "\"\($0)\"" },
            convert: ListenAddress.init
        )
    }
}
