internal import ActivationDomain
internal import NegotiateAuthentication

extension EncryptedBody {
    /// More than the name of a type and its parameters take.
    private static let longestType = 256

    /// Tells whether a header `Content-Type` announces a body of this kind, which must then be decrypted.
    static func isAnnounced(by contentType: String) -> Bool {
        MIMEHeader(contentType).value.lowercased() == "multipart/encrypted"
    }

    /// Takes a body apart.
    ///
    /// By the lengths that it tells, never by a search for the boundary, which may come about among encrypted bytes. What
    /// other servers are known to do otherwise is taken: no tabulator, a blank after the dashes, an empty line before the
    /// second part, another line's end after the last.
    ///
    /// - Parameters:
    ///   - contentType: the value of the header `Content-Type`.
    ///   - bytes: the body.
    /// - Throws: ``ChannelError/protocolViolation(detail:)`` for what is no such body.
    init(contentType: String, _ bytes: [UInt8]) throws(ChannelError) {
        let announced = MIMEHeader(contentType)
        guard announced.value.lowercased() == "multipart/encrypted",
            let scheme = announced.parameter("protocol").flatMap(Scheme.init(name:))
        else { throw Self.violation("of the type \(contentType)") }
        var reader = EncryptedBodyReader(bytes, boundary: announced.parameter("boundary") ?? Self.boundary)
        guard reader.takeDelimiter() else { throw Self.violation("that does not begin with its boundary") }
        let first = try reader.headers()
        guard first["content-type"]?.lowercased() == scheme.rawValue.lowercased() else {
            throw Self.violation("whose first part is of another scheme")
        }
        guard let original = first["originalcontent"].map({ MIMEHeader("original;\($0)") }),
            let length = original.parameter("length").flatMap({ Int($0) }), length >= 0
        else { throw Self.violation("that does not tell the length of what is encrypted") }
        guard reader.takeDelimiter() else { throw Self.violation("with one part") }
        guard try reader.header()?.value == "application/octet-stream" else {
            throw Self.violation("whose second part is not binary")
        }
        guard let header = reader.takeCounted(), let payload = reader.take(length) else {
            throw Self.violation("that is shorter than it tells")
        }
        guard reader.takeEnd() else { throw Self.violation("that does not end where it should") }
        guard original.content.utf8.count <= Self.longestType else {
            throw Self.violation("of a type without end")
        }
        self.scheme = scheme
        self.contentType = original.content
        message = SealedMessage(header: header, payload: payload)
    }

    static func violation(_ what: String) -> ChannelError {
        .protocolViolation(detail: "The computer sent an encrypted body \(what).".prefix(200).description)
    }
}

extension EncryptedBody.Scheme {
    /// Finds a scheme by its name on the wire, in any case.
    fileprivate init?(name: String) {
        let match = Self.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
        guard let match else { return nil }
        self = match
    }
}

extension MIMEHeader {
    /// What `OriginalContent` says of the type: `type` and all that follows but the length.
    fileprivate var content: String {
        let type = parameter("type") ?? "application/soap+xml"
        let others = parameters.filter { $0.name != "type" && $0.name != "length" }
        return ([type] + others.map { "\($0.name)=\($0.value)" }).joined(separator: ";")
    }
}
