internal import Foundation

extension AMQPConfiguration {
    /// Reads an AMQP URI: `amqp://user:password@host:5672/vhost`, each part optional; `amqps` is AMQP over TLS.
    ///
    /// Parts are percent-decoded; a virtual host `/` is written `%2F` or left out.
    /// - Throws: ``AMQPError`` with ``AMQPError/Code/invalidConfiguration``; the sentence never shows a password, nor
    ///   any other part of an address that cannot be read, since a wrong sign can make each of them a password's half.
    public init(uri: String) throws(AMQPError) {
        self.init()
        if try AMQPConfiguration.namesTLS(uri) {
            tls = AMQPTLS()
            port = 5671
        }
        // A password with such a sign in it would be cut there, and its parts be taken for others.
        guard !uri.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw .invalidAddress("takes no ? or #; write them in a name or password as %3F and %23")
        }
        guard uri.unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) }) else {
            throw .invalidAddress("takes no blanks and ASCII only; write other characters percent-encoded, as UTF-8")
        }
        guard let parts = URLComponents(string: uri, encodingInvalidCharacters: false) else {
            throw .invalidAddress("is no AMQP URI (amqp://user@host:5672/vhost)")
        }
        if let host = try AMQPConfiguration.decoded(parts.percentEncodedHost), !host.isEmpty {
            self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
            // Percent-encoded, any sign gets here; such a host would look like another address when it is told.
            guard self.host.utf8.allSatisfy(AMQPConfiguration.isOfHost), !self.host.isEmpty else {
                throw .invalidAddress("has a host that is neither a name nor an IP address")
            }
        }
        if let port = parts.port {
            guard (1...65535).contains(port) else {
                throw .invalidAddress("has a port that is not between 1 and 65535")
            }
            self.port = port
        }
        let user = try AMQPConfiguration.decoded(parts.percentEncodedUser)
        // `amqps://@mq/` names none either.
        hasUsername = user?.isEmpty == false
        username = user ?? username
        let password = try AMQPConfiguration.decoded(parts.percentEncodedPassword)
        hasPassword = password != nil
        self.password = password ?? (username == "guest" ? "guest" : "")
        let path = parts.percentEncodedPath.dropFirst()
        guard !path.contains(where: { $0 == "/" || $0 == "@" }) else {
            throw .invalidAddress("takes no / or @ in a virtual host, user or password; write them as %2F and %40")
        }
        if !path.isEmpty { virtualHost = try AMQPConfiguration.decoded(String(path)) ?? virtualHost }
    }

    private static func namesTLS(_ uri: String) throws(AMQPError) -> Bool {
        let lowercased = uri.lowercased()
        if lowercased.hasPrefix("amqps://") { return true }
        guard lowercased.hasPrefix("amqp://") else {
            throw .invalidAddress("does not begin with amqp:// or amqps:// (amqps://user@host:5671/vhost)")
        }
        return false
    }

    /// Whether a byte may be in a name or an address, with its zone; what is no ASCII is left to the look-up.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
            || "-._~:%".utf8.contains(byte)
    }

    /// The text of a part; the C client ends each at a zero byte, so none may be in it.
    private static func decoded(_ part: String?) throws(AMQPError) -> String? {
        guard let part else { return nil }
        guard let text = part.removingPercentEncoding, !text.utf8.contains(0) else {
            throw .invalidAddress("has a % that no two hexadecimal digits of a UTF-8 character follow, or a %00")
        }
        return text
    }
}

extension AMQPError {
    fileprivate static func invalidAddress(_ problem: String) -> AMQPError {
        AMQPError(.invalidConfiguration, "the broker's address \(problem)")
    }
}
