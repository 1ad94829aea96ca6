internal import Foundation

/// What a file that is to hold a private key holds, as far as a worker must know before it uses it.
enum PrivateKeyText: Sendable, Hashable {
    case usable
    /// Only a passphrase opens it; its public half in Base64 where that stands beside it.
    case encrypted(publicKey: String?)
    /// The public half alone.
    case publicKey
    /// The form of PuTTY's own.
    case putty
    /// OpenSSH's form, with the line ends of Windows, which its client does not take.
    case windowsLines
    case other

    /// No key is as large.
    private static let sizeLimit = 1 << 16

    /// Reads the beginning of a file; nil when it cannot be read.
    init?(file path: String) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: Self.sizeLimit) ?? Data() else { return nil }
        self.init(String(decoding: data, as: UTF8.self))
    }

    init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        if let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") }) {
            let body = lines[(begin + 1)...].prefix { !$0.hasPrefix("-----END ") }
            guard !text.unicodeScalars.contains("\r") else {
                self = .windowsLines
                return
            }
            switch lines[begin] {
            case "-----BEGIN OPENSSH PRIVATE KEY-----": self = Self.openSSH(Data(base64Encoded: body.joined()))
            case "-----BEGIN ENCRYPTED PRIVATE KEY-----": self = .encrypted(publicKey: nil)
            // The older form of PEM says so in a header.
            default: self = body.contains { $0.hasPrefix("Proc-Type:") } ? .encrypted(publicKey: nil) : .usable
            }
        } else if lines.contains(where: { $0.hasPrefix("PuTTY-User-Key-File-") }) {
            self = .putty
        } else {
            self = lines.contains { Self.publicKey($0) != nil } ? .publicKey : .other
        }
    }

    /// The public key in Base64 of a line as files `.pub` have it.
    static func publicKey(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard words.count > 1, let blob = Data(base64Encoded: String(words[1])) else { return nil }
        var reader = SSHStrings(blob)
        // The blob begins with the name of its kind, which the line has before it.
        return reader.next() == Data(words[0].utf8) ? String(words[1]) : nil
    }

    /// PROTOCOL.key of OpenSSH: the cipher and the public half stand in the clear.
    private static func openSSH(_ data: Data?) -> PrivateKeyText {
        let magic = Data("openssh-key-v1\0".utf8)
        guard let data, data.starts(with: magic) else { return .other }
        var reader = SSHStrings(data.dropFirst(magic.count))
        guard let cipher = reader.next(), reader.next() != nil, reader.next() != nil, reader.number() != nil,
            let key = reader.next()
        else { return .other }
        return cipher == Data("none".utf8) ? .usable : .encrypted(publicKey: key.base64EncodedString())
    }
}

/// Reads what SSH writes one after another: numbers of four bytes, and strings with their lengths before them.
struct SSHStrings {
    private var rest: Data

    init(_ data: Data) {
        rest = data
    }

    /// The next number; nil at the end.
    mutating func number() -> Int? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    /// The next string; nil at the end, or when it would go beyond.
    mutating func next() -> Data? {
        guard let length = number(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return Data(rest.prefix(length))
    }
}
