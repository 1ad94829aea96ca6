internal import NegotiateAuthentication

/// The body of an HTTP message whose content a security context has encrypted (MS-WSMV 2.2.9.1).
///
/// It looks like MIME and is not: no empty line ends the headers of a part, and what is encrypted follows its header at
/// once, its length known from the part before.
struct EncryptedBody: Sendable, Hashable {
    /// What the mechanism's name is here.
    enum Scheme: String, Sendable, Hashable, CaseIterable {
        case negotiate = "application/HTTP-SPNEGO-session-encrypted"
        case kerberos = "application/HTTP-Kerberos-session-encrypted"
    }

    static let boundary = "Encrypted Boundary"
    /// What is encrypted as a rule.
    static let soap = "application/soap+xml;charset=UTF-8"

    /// How the context was agreed on.
    var scheme: Scheme
    /// Type and parameters of what is encrypted.
    var contentType = EncryptedBody.soap
    /// What is encrypted.
    var message: SealedMessage

    /// The value of the header `Content-Type` that goes with it.
    var header: String { Self.header(scheme) }

    /// The value of the header `Content-Type` that goes with bodies of a scheme.
    static func header(_ scheme: Scheme) -> String {
        "multipart/encrypted;protocol=\"\(scheme.rawValue)\";boundary=\"\(boundary)\""
    }

    /// The body as it goes over the wire; each header after a tabulator, as the specification demands.
    var bytes: [UInt8] {
        let delimiter = "--\(Self.boundary)"
        let head = """
            \(delimiter)\r
            \tContent-Type: \(scheme.rawValue)\r
            \tOriginalContent: type=\(contentType);Length=\(message.payload.count)\r
            \(delimiter)\r
            \tContent-Type: application/octet-stream\r\n
            """
        let tail = "\(delimiter)--\r\n"
        let length = UInt32(truncatingIfNeeded: message.header.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.utf8.count + 4 + message.header.count + message.payload.count + tail.utf8.count)
        bytes.append(contentsOf: head.utf8)
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: length >> UInt32(shift))) }
        bytes.append(contentsOf: message.header)
        bytes.append(contentsOf: message.payload)
        bytes.append(contentsOf: tail.utf8)
        return bytes
    }
}
