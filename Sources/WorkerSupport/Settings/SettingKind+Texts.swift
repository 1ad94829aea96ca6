internal import AMQPClient
internal import ActivationDomain

extension SettingKind where Value == String {
    /// A text that must not be empty and holds no control characters.
    static var string: SettingKind { string("a text") { _ in true } }

    /// A text that keeps a rule.
    static func string(
        _ noun: String,
        echoes: Bool = true,
        rule: @escaping @Sendable (String) -> Bool
    ) -> SettingKind {
        single(noun, echoes: echoes, render: yaml) { text in
            let isPrintable = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            return !text.isEmpty && isPrintable && rule(text) ? text : nil
        }
    }

    /// An identifier of ASCII letters, digits, `.`, `_` and `-` that begins with a letter or digit.
    static func identifier(_ noun: String, lowercase: Bool, length: ClosedRange<Int>) -> SettingKind {
        string(noun) { text in
            let isAlphanumeric = { (byte: UInt8) in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): !lowercase
                default: false
                }
            }
            guard length.contains(text.utf8.count), let first = text.utf8.first, isAlphanumeric(first) else {
                return false
            }
            return text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
        }
    }

    /// An AMQP URI that the client can read.
    ///
    /// Errors do not show it, since a password may be in it.
    static var brokerURL: SettingKind {
        let text = string("an AMQP URI, amqp://user@host:5672/vhost or amqps://…", echoes: false) { text in
            let prefixes = ["amqp://", "amqps://"]
            return prefixes.contains { text.lowercased().hasPrefix($0) } && !text.contains(where: \.isWhitespace)
        }
        return SettingKind(
            noun: text.noun,
            read: { (input) throws(SettingsError) in
                let uri = try text.read(input)
                do throws(AMQPError) {
                    _ = try AMQPConfiguration(uri: uri)
                } catch {
                    throw SettingsError(input.origin, "\(input.path): \(error.message)")
                }
                return uri
            },
            render: text.render
        )
    }

    /// A DNS name or IP address.
    static var host: SettingKind { string("a DNS name or an IP address", rule: HostSyntax.isHost) }

    /// A DNS domain.
    static var domain: SettingKind { string("a DNS domain such as example.edu", rule: HostSyntax.isDNSName) }

    /// The path of a file; a relative one is taken from the folder of the file that names it.
    static var path: SettingKind {
        let text = string("the path of a file") { _ in true }
        return SettingKind(
            noun: text.noun,
            isPath: true,
            read: { (input) throws(SettingsError) in FilePath.join(input.folder, try text.read(input)) },
            render: yaml
        )
    }

    /// A program: a name that is looked for in PATH, or its path, of which a relative one is taken as in ``path``.
    static var program: SettingKind {
        let text = string("the name or the path of a program") { !$0.hasPrefix("-") }
        return SettingKind(
            noun: text.noun,
            read: { (input) throws(SettingsError) in
                let name = try text.read(input)
                return name.contains("/") ? FilePath.join(input.folder, name) : name
            },
            render: yaml
        )
    }

    /// Writes a text as a YAML scalar: plain where that is safe, else in double quotes.
    @Sendable private static func yaml(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            "._/:@-".utf8.contains(byte) || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        }
        let first = text.first
        if isPlain, first?.isLetter == true || first?.isNumber == true, text.last != ":" { return text }
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }
}

extension SettingKind where Value == AMQPAddress {
    /// An address with its port; one of IPv6 in brackets.
    static var brokerAddress: SettingKind {
        single("a host and a port such as rabbit-2.example.edu:5672", render: { "\"\($0)\"" }) { text in
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (1...65535).contains(port)
            else { return nil }
            let host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                let inner = String(host.dropFirst().dropLast())
                return inner.contains(":") && HostSyntax.isHost(inner) ? AMQPAddress(host: inner, port: port) : nil
            }
            return !host.contains(":") && HostSyntax.isHost(String(host))
                ? AMQPAddress(host: String(host), port: port) : nil
        }
    }
}

extension SettingKind where Value == IPNetwork {
    /// A network in CIDR form.
    static var network: SettingKind {
        SettingKind(
            noun: "a network such as 10.20.0.0/16",
            read: { (input) throws(SettingsError) in
                do throws(IPNetworkError) {
                    return try IPNetwork.parse(input.texts.first?.text ?? "")
                } catch {
                    throw SettingsError(input.origin, "\(input.path): \(error.message)")
                }
            },
            render: { "\"\($0)\"" }
        )
    }
}
